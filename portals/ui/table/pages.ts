/** Page numbers to offer: first, last and the neighbours; 0 stands for a gap. */
export function nearPages(page: number, pages: number): number[] {
  const wanted = new Set([1, pages])
  for (let near = page - 1; near <= page + 1; near += 1) if (near >= 1 && near <= pages) wanted.add(near)
  // A gap of one page is that page.
  if (wanted.has(3)) wanted.add(2)
  if (wanted.has(pages - 2)) wanted.add(pages - 1)
  const sorted = [...wanted].filter((number) => number >= 1 && number <= pages).sort((a, b) => a - b)
  return sorted.flatMap((number, index) => {
    const before = sorted[index - 1]
    return before !== undefined && number - before > 1 ? [0, number] : [number]
  })
}
