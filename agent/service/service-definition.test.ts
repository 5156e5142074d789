import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import { defineService } from './service-definition.ts'

const facts = {
  nodePath: '/opt/my node/node',
  agentPath: '/opt/100%/a$b"c.mjs',
  stateRoot: '/var/lib/x&<y>',
  resticPath: null,
}

it('quotes the command line of a systemd unit', () => {
  const { content } = defineService('linux', facts)
  expect(content).toContain('ExecStart="/opt/my node/node" "/opt/100%%/a$$b\\"c.mjs" run --state "/var/lib/x&<y>"\n')
})

it('hides no file from a backup, and takes away no right to read', () => {
  const { content } = defineService('linux', facts)
  expect(content).not.toMatch(
    /^(ProtectHome|ProtectSystem|PrivateTmp|PrivateMounts|InaccessiblePaths|DynamicUser|User)=/m,
  )
  expect(content).toMatch(/^CapabilityBoundingSet=.*CAP_DAC_READ_SEARCH/m)
  expect(content).toMatch(/^Restart=always$/m)
  expect(content).toMatch(/^KillMode=mixed$/m)
})

it('is XML that holds the same command on the other systems', () => {
  const mac = defineService('mac', { ...facts, resticPath: '/r' }).content
  expect(XMLValidator.validate(mac)).toBe(true)
  expect(new XMLParser().parse(mac).plist.dict.array.string).toEqual([
    facts.nodePath,
    facts.agentPath,
    'run',
    '--state',
    facts.stateRoot,
    '--restic',
    '/r',
  ])
  const windows = defineService('windows', { ...facts, agentPath: 'C:\\Program Files\\agent.mjs' }).content
  expect(XMLValidator.validate(windows)).toBe(true)
  expect(new XMLParser().parse(windows).Task.Actions.Exec).toEqual({
    Command: facts.nodePath,
    Arguments: '"C:\\Program Files\\agent.mjs" "run" "--state" "/var/lib/x&<y>"',
  })
})
