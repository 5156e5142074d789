import { button, type EntranceWords, entrance, facts, say, spellTime, welcome } from './blocks.ts'
import type { MailBlock, MailContent, MailLanguage, MailSurroundings, WelcomeValues } from './mail-content.ts'

/** The portals speak English: their menus are called by the names that stand there. */
export const GERMAN: MailLanguage = {
  code: 'de',
  linkHint: 'Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:',
  footer: (portalName, contact) =>
    contact === null
      ? `Diese E-Mail wurde von ${portalName} gesendet.`
      : `Diese E-Mail wurde von ${portalName} gesendet. ${contact}`,
  templates: {
    passwordReset: ({ userName, link, validMinutes }, { portalName }) => ({
      subject: `${portalName}: Neues Passwort festlegen`,
      blocks: [
        say(`Jemand, hoffentlich Sie selbst, hat ein neues Passwort für den Benutzer ${userName} angefordert.`),
        button('Neues Passwort festlegen', link),
        say(`Der Link kann einmal verwendet werden und gilt ${spell(validMinutes, 'Minute')}.`),
        say('Falls Sie das nicht waren, müssen Sie nichts tun: Das Passwort bleibt unverändert.'),
      ],
    }),
    passwordChanged: ({ userName, at, clientAddress }, { portalName, portalUrl }) => ({
      subject: `${portalName}: Ihr Passwort wurde geändert`,
      blocks: [
        say(`Das Passwort des Benutzers ${userName} wurde geändert. Alle offenen Sitzungen wurden beendet.`),
        when(at, clientAddress),
        say(
          `Falls Sie das nicht waren, legen Sie unter ${portalUrl} umgehend ein neues Passwort fest und informieren Sie Ihren Administrator.`,
        ),
      ],
    }),
    emailChanged: ({ userName, at, clientAddress }, { portalName }) => ({
      subject: `${portalName}: Ihre E-Mail-Adresse wurde geändert`,
      blocks: [
        say(
          `Für den Benutzer ${userName} ist diese E-Mail-Adresse nicht mehr hinterlegt: Links zum Festlegen eines neuen Passworts gehen an eine andere.`,
        ),
        when(at, clientAddress),
        say('Falls Sie das nicht waren, informieren Sie umgehend Ihren Administrator.'),
      ],
    }),
    mfaReset: ({ userName }, { portalName, portalUrl }) => ({
      subject: `${portalName}: Die Zwei-Faktor-Anmeldung wurde zurückgesetzt`,
      blocks: [
        say(`Ein Administrator hat die Zwei-Faktor-Anmeldung des Benutzers ${userName} zurückgesetzt.`),
        say(
          'Ihre Authenticator-App und Ihre Wiederherstellungscodes funktionieren nicht mehr. Richten Sie die App bei der nächsten Anmeldung neu ein.',
        ),
        button('Anmelden', portalUrl),
        say('Falls Sie nicht darum gebeten haben, informieren Sie Ihren Administrator.'),
      ],
    }),
    mfaEnabled: ({ userName, at }, { portalName }) => ({
      subject: `${portalName}: Die Zwei-Faktor-Anmeldung ist eingerichtet`,
      blocks: [
        say(`Der Benutzer ${userName} meldet sich ab sofort mit dem Passwort und einem Code der Authenticator-App an.`),
        when(at, null),
        say('Bewahren Sie die Wiederherstellungscodes so auf, dass Sie sie auch ohne Ihr Telefon finden.'),
      ],
    }),
    recoveryCodeUsed: ({ userName, at, codesLeft, clientAddress }, { portalName }) => ({
      subject: `${portalName}: Ein Wiederherstellungscode wurde verwendet`,
      blocks: [
        say(
          `Der Benutzer ${userName} hat sich mit einem Wiederherstellungscode angemeldet. Verbleibende Codes: ${codesLeft}.`,
        ),
        when(at, clientAddress),
        say(
          'Falls Sie das nicht waren, legen Sie umgehend ein neues Passwort fest und informieren Sie Ihren Administrator.',
        ),
      ],
    }),
    welcomeUser: ({ userName, organizationName, link, validHours }, { portalName, portalUrl }) => ({
      subject: `Willkommen bei ${portalName}`,
      blocks: [
        say(`Für Sie wurde bei ${organizationName} ein Konto angelegt.`),
        facts(['Benutzername', userName]),
        ...entrance(ENTRANCE, link, validHours, portalUrl),
      ],
    }),
    welcomeCompany: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Erste Schritte' },
        say(
          'Melden Sie sich an und laden Sie unter „Computers“ den Agenten herunter; führen Sie ihn auf jedem Computer aus, der gesichert werden soll.',
        ),
        say(
          'Ein Computer erscheint im Portal, sobald sein Agent verbunden ist. Erstellen Sie dann seinen ersten Sicherungsauftrag.',
        ),
      ]),
    welcomeReseller: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Erste Schritte' },
        say(
          'Melden Sie sich an und legen Sie unter „Companies“ Ihr erstes Unternehmen an. Dessen Inhaber können Sie mit einer E-Mail wie dieser willkommen heißen.',
        ),
      ]),
    testMail: (_values, { portalName }) => ({
      subject: `${portalName}: Test-E-Mail`,
      blocks: [say('Diese E-Mail wurde gesendet, um die E-Mail-Einstellungen zu prüfen. Sie funktionieren.')],
    }),
  },
}

const ENTRANCE: EntranceWords = {
  openPortal: 'Portal öffnen',
  choosePassword: 'Passwort festlegen',
  validity: (hours) => `Der Link kann einmal verwendet werden und gilt ${spell(hours, 'Stunde')}.`,
}

function welcomeTo(values: WelcomeValues, around: MailSurroundings, gettingStarted: readonly MailBlock[]): MailContent {
  return welcome(values, around, {
    subject: `Willkommen bei ${around.portalName}`,
    opening: `${values.organizationName} kann jetzt in ${around.portalName} verwaltet werden.`,
    portal: 'Portal',
    userName: 'Benutzername',
    password: 'Passwort',
    changePassword: 'Ändern Sie das Passwort nach Ihrer ersten Anmeldung.',
    entrance: ENTRANCE,
    gettingStarted,
  })
}

function when(at: number, clientAddress: string | null): MailBlock {
  return facts(['Zeitpunkt', spellTime('de', at)], ['IP-Adresse', clientAddress])
}

function spell(count: number, noun: 'Minute' | 'Stunde'): string {
  return `${count} ${noun}${count === 1 ? '' : 'n'}`
}
