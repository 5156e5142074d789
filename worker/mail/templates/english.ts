import { button, type EntranceWords, entrance, facts, say, welcome } from './blocks.ts'
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
        button('Set a new password', link),
        say(`The link works once, for ${spell(validMinutes, 'minute')}.`),
        say('If it was not you, there is nothing to do: the password stays as it is.'),
      ],
    }),
    passwordChanged: ({ userName, at, clientAddress }, { portalName, portalUrl }) => ({
      subject: `${portalName}: your password was changed`,
      blocks: [
        say(`The password of the user ${userName} was changed. All sessions that were open have been ended.`),
        facts(['Time', spellTime(at)], ['Address', clientAddress]),
        say(`If it was not you, set a new password at ${portalUrl} at once and tell your administrator.`),
      ],
    }),
    emailChanged: ({ userName, at, clientAddress }, { portalName }) => ({
      subject: `${portalName}: your e-mail address was changed`,
      blocks: [
        say(`The user ${userName} no longer has this e-mail address: links to set a new password go to another one.`),
        facts(['Time', spellTime(at)], ['Address', clientAddress]),
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
        button('Sign in', portalUrl),
        say('If you did not ask for it, tell your administrator.'),
      ],
    }),
    mfaEnabled: ({ userName, at }, { portalName }) => ({
      subject: `${portalName}: two-factor sign-in is set up`,
      blocks: [
        say(`From now on the user ${userName} signs in with the password and a code of the authenticator app.`),
        facts(['Time', spellTime(at)]),
        say('Keep the recovery codes where you find them without your phone.'),
      ],
    }),
    recoveryCodeUsed: ({ userName, at, codesLeft, clientAddress }, { portalName }) => ({
      subject: `${portalName}: a recovery code was used`,
      blocks: [
        say(`The user ${userName} has signed in with a recovery code. ${spell(codesLeft, 'code')} left.`),
        facts(['Time', spellTime(at)], ['Address', clientAddress]),
        say('If it was not you, set a new password at once and tell your administrator.'),
      ],
    }),
    welcomeUser: ({ userName, organizationName, link, validHours }, { portalName, portalUrl }) => ({
      subject: `Welcome to ${portalName}`,
      blocks: [
        say(`An account was made for you in ${organizationName}.`),
        facts(['User name', userName]),
        ...entrance(ENTRANCE, link, validHours, portalUrl),
      ],
    }),
    welcomeCompany: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Getting started' },
        say('Sign in and download the agent under Computers; run it on every computer that is to be backed up.'),
        say('A computer shows up in the portal as soon as its agent is connected. Then create its first backup job.'),
      ]),
    welcomeReseller: (values, around) =>
      welcomeTo(values, around, [
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

const ENTRANCE: EntranceWords = {
  openPortal: 'Open the portal',
  choosePassword: 'Choose your password',
  validity: (hours) => `The link works once, for ${spell(hours, 'hour')}.`,
}

function welcomeTo(values: WelcomeValues, around: MailSurroundings, gettingStarted: readonly MailBlock[]): MailContent {
  return welcome(values, around, {
    subject: `Welcome to ${around.portalName}`,
    opening: `${values.organizationName} can now be managed in ${around.portalName}.`,
    portal: 'Portal',
    userName: 'User name',
    password: 'Password',
    changePassword: 'Change the password after your first sign-in.',
    entrance: ENTRANCE,
    gettingStarted,
  })
}

function spellTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function spell(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
