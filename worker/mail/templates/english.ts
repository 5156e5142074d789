import type { MailBlock, MailContent, MailLanguage, MailSurroundings, WelcomeValues } from './mail-content.ts'

export const ENGLISH: MailLanguage = {
  code: 'en',
  linkHint: 'If the button does not work, copy this address into your browser:',
  footer: (portalName, contact) =>
    contact === null ? `This mail was sent by ${portalName}.` : `This mail was sent by ${portalName}. ${contact}`,
  templates: {
    passwordReset: ({ userName, link, validMinutes }, { portalName }) => ({
      subject: `${portalName}: set a new password`,
      blocks: [
        say(`Somebody, hopefully you, asked for a new password of the user ${userName}.`),
        { kind: 'button', label: 'Set a new password', url: link },
        say(`The link works once, for ${spell(validMinutes, 'minute')}.`),
        say('If it was not you, there is nothing to do: the password stays as it is.'),
      ],
    }),
    passwordChanged: ({ userName, at, clientAddress }, { portalName, portalUrl }) => ({
      subject: `${portalName}: your password was changed`,
      blocks: [
        say(`The password of the user ${userName} was changed. All sessions that were open have been ended.`),
        facts(at, clientAddress),
        say(`If it was not you, set a new password at ${portalUrl} at once and tell your administrator.`),
      ],
    }),
    emailChanged: ({ userName, at, clientAddress }, { portalName }) => ({
      subject: `${portalName}: your e-mail address was changed`,
      blocks: [
        say(`The user ${userName} no longer has this e-mail address: links to set a new password go to another one.`),
        facts(at, clientAddress),
        say('If it was not you, tell your administrator at once.'),
      ],
    }),
    mfaReset: ({ userName }, { portalName, portalUrl }) => ({
      subject: `${portalName}: two-factor sign-in was reset`,
      blocks: [
        say(`An administrator has reset the two-factor sign-in of the user ${userName}.`),
        say(
          'Your authenticator app and your recovery codes no longer work. Set up the app again when you next sign in.',
        ),
        { kind: 'button', label: 'Sign in', url: portalUrl },
        say('If you did not ask for it, tell your administrator.'),
      ],
    }),
    mfaEnabled: ({ userName, at }, { portalName }) => ({
      subject: `${portalName}: two-factor sign-in is set up`,
      blocks: [
        say(`From now on the user ${userName} signs in with the password and a code of the authenticator app.`),
        facts(at, null),
        say('Keep the recovery codes where you find them without your phone.'),
      ],
    }),
    recoveryCodeUsed: ({ userName, at, codesLeft, clientAddress }, { portalName }) => ({
      subject: `${portalName}: a recovery code was used`,
      blocks: [
        say(`The user ${userName} has signed in with a recovery code. ${spell(codesLeft, 'code')} left.`),
        facts(at, clientAddress),
        say('If it was not you, set a new password at once and tell your administrator.'),
      ],
    }),
    welcomeUser: ({ userName, organizationName, link, validHours }, { portalName, portalUrl }) => ({
      subject: `Welcome to ${portalName}`,
      blocks: [
        say(`An account was made for you in ${organizationName}.`),
        { kind: 'facts', facts: [['User name', userName]] },
        ...entrance(link, validHours, portalUrl),
      ],
    }),
    welcomeCompany: (values, around) =>
      welcome(values, around, [
        { kind: 'heading', text: 'Getting started' },
        say('Sign in and download the agent under Computers; run it on every computer that is to be backed up.'),
        say('A computer shows up in the portal as soon as its agent is connected. Then create its first backup job.'),
      ]),
    welcomeReseller: (values, around) =>
      welcome(values, around, [
        { kind: 'heading', text: 'Getting started' },
        say(
          'Sign in and create your first company under Companies. Its owner can be welcomed by a mail like this one.',
        ),
      ]),
    testMail: (_values, { portalName }) => ({
      subject: `${portalName}: test mail`,
      blocks: [say('This mail was sent to test the mail settings. They work.')],
    }),
  },
}

function welcome(values: WelcomeValues, around: MailSurroundings, selfService: readonly MailBlock[]): MailContent {
  const { organizationName, userName, password, link, validHours } = values
  return {
    subject: `Welcome to ${around.portalName}`,
    blocks: [
      around.ownWords === null
        ? say(`${organizationName} can now be managed in ${around.portalName}.`)
        : { kind: 'ownWords', content: around.ownWords },
      {
        kind: 'facts',
        facts: [
          ['Portal', around.portalUrl],
          ['User name', userName],
          ...(password === null ? [] : ([['Password', password]] as const)),
        ],
      },
      ...(password === null ? [] : [say('Change the password after your first sign-in.')]),
      ...entrance(password === null ? link : null, validHours, around.portalUrl),
      ...(around.hasSelfServiceSection ? selfService : []),
    ],
  }
}

/** To the page on which the first password is set, or on which one signs in. */
function entrance(link: string | null, validHours: number | null, portalUrl: string): MailBlock[] {
  if (link === null) return [{ kind: 'button', label: 'Open the portal', url: portalUrl }]
  const validity = validHours === null ? [] : [say(`The link works once, for ${spell(validHours, 'hour')}.`)]
  return [{ kind: 'button', label: 'Choose your password', url: link }, ...validity]
}

function say(text: string): MailBlock {
  return { kind: 'text', text }
}

function facts(at: number, clientAddress: string | null, userAgent: string | null = null): MailBlock {
  return {
    kind: 'facts',
    facts: [
      ['Time', `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`],
      ...(clientAddress === null ? [] : ([['Address', clientAddress]] as const)),
      ...(userAgent === null ? [] : ([['Browser', userAgent.slice(0, 200)]] as const)),
    ],
  }
}

function spell(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
