// Stands where Cloudflare's edge stands in production: it alone says where a request came from, and a Worker that
// throws is answered for without its stack.
export default {
  async fetch(request, env) {
    const headers = new Headers(request.headers)
    // "127.0.0.1:51234" or "[::1]:51234": the address without the port.
    const address = /^\[?(.*?)\]?:\d+$/.exec(request.cf?.clientIp ?? '')?.[1]
    headers.delete('cf-connecting-ip')
    if (address) headers.set('cf-connecting-ip', address)
    try {
      return await env.CONSOLE.fetch(new Request(request, { headers }))
    } catch (error) {
      console.error(
        JSON.stringify({ level: 'error', message: 'The Worker threw', error: String(error?.stack ?? error) }),
      )
      const errors = [{ message: 'Internal server error.', type: 'unspecified', code: 520 }]
      return Response.json({ errors }, { status: 520 })
    }
  },
}
