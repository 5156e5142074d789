type Child = Node | string | null | undefined | false

/** An element with its attributes and children; text stays text. */
export function element(name: string, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(name)
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value)
  made.append(...children.filter((child): child is Node | string => Boolean(child)))
  return made
}
