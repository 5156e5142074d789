import type { Plugin, Service, Socket, Worker_Binding } from 'miniflare'
import { BUCKET_HEADER, SECRET_HEADER } from './bucket/bucket-server.ts'

// Two things the simulator does not offer by its options: a socket that leads straight to the front worker, so that
// nothing of the simulator's own development surface answers on the console's port, and R2 bindings that are served
// by our bucket server. The simulator loads this module by its path, and reads `plugins`.

// Type aliases, since the simulator's own type of such a binding has an index signature.
export type FrontSocket = {
  type: 'unsafe:socket'
  port: number
}

export type LocalBucket = {
  type: 'unsafe:bucket'
  bucket: string
  address: string
  secret: string
}

type Binding = { readonly type: string }

function bindingsOf<Wanted extends Binding>(
  env: Readonly<Record<string, Binding>> | undefined,
  type: Wanted['type'],
): [string, Wanted][] {
  return Object.entries(env ?? {}).filter((entry): entry is [string, Wanted] => entry[1].type === type)
}

const serviceNameOf = (bucket: string) => `holdfast:bucket:${bucket}`

const plugin: Plugin = {
  getBindings: ({ config }): Worker_Binding[] =>
    bindingsOf<LocalBucket>(config.env, 'unsafe:bucket').map(([name, { bucket }]) => ({
      name,
      r2Bucket: { name: serviceNameOf(bucket) },
    })),

  getNodeBindings: () => ({}),

  getServices: ({ options: { config } }) => {
    const services: Service[] = bindingsOf<LocalBucket>(config.env, 'unsafe:bucket').map(
      ([, { bucket, address, secret }]) => ({
        name: serviceNameOf(bucket),
        external: {
          address,
          http: {
            injectRequestHeaders: [
              { name: BUCKET_HEADER, value: bucket },
              { name: SECRET_HEADER, value: secret },
            ],
          },
        },
      }),
    )
    const sockets: Socket[] = bindingsOf<FrontSocket>(config.env, 'unsafe:socket').map(([, { port }]) => ({
      name: 'holdfast:front',
      address: `127.0.0.1:${port}`,
      service: { name: `core:user:${config.name}` },
      http: {},
    }))
    return { services, extensions: [], sockets }
  },
}

export const plugins = { holdfast: plugin }
