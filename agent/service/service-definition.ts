/** What a service manager is told to keep the agent running: one text per system, made from the same facts. */
import type { ServiceSystem } from '../arguments.ts'
import { EXIT_NEEDS_A_PERSON } from '../commands/run.ts'

export interface ServiceFacts {
  nodePath: string
  agentPath: string
  stateRoot: string
  resticPath: string | null
}

export interface ServiceDefinition {
  /** Null: there is no file, the commands hold everything. */
  filePath: string | null
  content: string
  /** Commands that set it up and start it, and those that take it away. */
  install: string[][]
  uninstall: string[][]
}

const NAME = 'holdfast-agent'
const LABEL = 'net.holdfast.agent'

export function defineService(system: ServiceSystem, facts: ServiceFacts): ServiceDefinition {
  switch (system) {
    case 'linux':
      return defineSystemdUnit(facts)
    case 'mac':
      return defineLaunchDaemon(facts)
    case 'windows':
      return defineScheduledTask(facts)
  }
}

function runArguments({ agentPath, stateRoot, resticPath }: ServiceFacts): string[] {
  return [agentPath, 'run', '--state', stateRoot, ...(resticPath === null ? [] : ['--restic', resticPath])]
}

/**
 * The sandbox takes away what a backup never needs (kernel, clock, devices of the machine, new privileges), and nothing
 * of what it does need: to read every file, to write to a folder that a job names, to run the scripts of a job. So there
 * is no ProtectHome, ProtectSystem or PrivateTmp here; they would leave files out of a backup without a word.
 */
function defineSystemdUnit(facts: ServiceFacts): ServiceDefinition {
  const filePath = `/etc/systemd/system/${NAME}.service`
  const content = `[Unit]
Description=Holdfast backup agent
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${[facts.nodePath, ...runArguments(facts)].map(quoteForSystemd).join(' ')}
Restart=always
RestartSec=10
# Not enrolled, or removed from the console: starting again changes nothing.
RestartPreventExitStatus=${EXIT_NEEDS_A_PERSON}
# The agent stops restic itself, so that no lock stays behind.
KillMode=mixed
TimeoutStopSec=60
UMask=0077
Nice=10
IOSchedulingClass=best-effort
IOSchedulingPriority=7
NoNewPrivileges=yes
CapabilityBoundingSet=CAP_DAC_READ_SEARCH CAP_DAC_OVERRIDE CAP_CHOWN CAP_FOWNER CAP_FSETID CAP_MKNOD CAP_SETFCAP CAP_SETUID CAP_SETGID CAP_KILL CAP_SYS_NICE CAP_SYS_PTRACE
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
`
  return {
    filePath,
    content,
    install: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', NAME],
      ['systemctl', 'restart', NAME],
    ],
    uninstall: [
      ['systemctl', 'disable', '--now', NAME],
      ['systemctl', 'daemon-reload'],
    ],
  }
}

/** systemd expands "%" and "$" in command lines, and splits them at blanks. */
function quoteForSystemd(argument: string): string {
  const escaped = argument.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped.replace(/[\\"]/g, '\\$&')}"`
}

function defineLaunchDaemon(facts: ServiceFacts): ServiceDefinition {
  const filePath = `/Library/LaunchDaemons/${LABEL}.plist`
  const programArguments = [facts.nodePath, ...runArguments(facts)]
    .map((argument) => `    <string>${escapeXml(argument)}</string>`)
    .join('\n')
  const content = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${programArguments}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>60</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>Nice</key>
  <integer>10</integer>
  <key>LowPriorityIO</key>
  <true/>
  <key>StandardOutPath</key>
  <string>/var/log/${NAME}.log</string>
  <key>StandardErrorPath</key>
  <string>/var/log/${NAME}.log</string>
</dict>
</plist>
`
  return {
    filePath,
    content,
    install: [['launchctl', 'bootstrap', 'system', filePath]],
    uninstall: [['launchctl', 'bootout', `system/${LABEL}`]],
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/**
 * The service manager of Windows starts only programs that speak with it, which Node does not: a task of the system
 * account that begins at start-up and comes back when it ends does the same.
 */
function defineScheduledTask(facts: ServiceFacts): ServiceDefinition {
  const parameters = runArguments(facts)
    .map((argument) => `"${argument}"`)
    .join(' ')
  const content = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Holdfast backup agent</Description>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
    </BootTrigger>
    <TimeTrigger>
      <StartBoundary>2000-01-01T00:00:00</StartBoundary>
      <Repetition>
        <Interval>PT5M</Interval>
      </Repetition>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>S-1-5-18</UserId>
      <RunLevel>HighestAvailable</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escapeXml(facts.nodePath)}</Command>
      <Arguments>${escapeXml(parameters)}</Arguments>
    </Exec>
  </Actions>
</Task>
`
  const filePath = `${facts.stateRoot}\\service.xml`
  return {
    filePath,
    content,
    install: [
      ['schtasks', '/create', '/tn', NAME, '/xml', filePath, '/f'],
      ['schtasks', '/run', '/tn', NAME],
    ],
    uninstall: [
      ['schtasks', '/end', '/tn', NAME],
      ['schtasks', '/delete', '/tn', NAME, '/f'],
    ],
  }
}
