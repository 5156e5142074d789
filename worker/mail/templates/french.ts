import { button, type EntranceWords, entrance, facts, say, spellTime, welcome } from './blocks.ts'
import type { MailBlock, MailContent, MailLanguage, MailSurroundings, WelcomeValues } from './mail-content.ts'

/** No line breaks before a colon or a semicolon, nor inside of quotation marks: "\u00a0" stands there. */
export const FRENCH: MailLanguage = {
  code: 'fr',
  linkHint: 'Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u00a0:',
  footer: (portalName, contact) =>
    contact === null
      ? `Cet e-mail a été envoyé par ${portalName}.`
      : `Cet e-mail a été envoyé par ${portalName}. ${contact}`,
  templates: {
    passwordReset: ({ userName, link, validMinutes }, { portalName }) => ({
      subject: `${portalName}\u00a0: définissez un nouveau mot de passe`,
      blocks: [
        say(`Quelqu’un, vous-même nous l’espérons, a demandé un nouveau mot de passe pour l’utilisateur ${userName}.`),
        button('Définir un nouveau mot de passe', link),
        say(`Le lien est valable une seule fois, pendant ${spell(validMinutes, 'minute')}.`),
        say(
          'Si vous n’êtes pas à l’origine de cette demande, vous n’avez rien à faire\u00a0: le mot de passe reste inchangé.',
        ),
      ],
    }),
    passwordChanged: ({ userName, at, clientAddress }, { portalName, portalUrl }) => ({
      subject: `${portalName}\u00a0: votre mot de passe a été modifié`,
      blocks: [
        say(
          `Le mot de passe de l’utilisateur ${userName} a été modifié. Toutes les sessions ouvertes ont été fermées.`,
        ),
        when(at, clientAddress),
        say(
          `Si vous n’êtes pas à l’origine de cette modification, définissez immédiatement un nouveau mot de passe sur ${portalUrl} et prévenez votre administrateur.`,
        ),
      ],
    }),
    emailChanged: ({ userName, at, clientAddress }, { portalName }) => ({
      subject: `${portalName}\u00a0: votre adresse e-mail a été modifiée`,
      blocks: [
        say(
          `Cette adresse e-mail n’est plus celle de l’utilisateur ${userName}\u00a0: les liens qui permettent de définir un nouveau mot de passe sont envoyés à une autre adresse.`,
        ),
        when(at, clientAddress),
        say('Si vous n’êtes pas à l’origine de cette modification, prévenez immédiatement votre administrateur.'),
      ],
    }),
    mfaReset: ({ userName }, { portalName, portalUrl }) => ({
      subject: `${portalName}\u00a0: l’authentification à deux facteurs a été réinitialisée`,
      blocks: [
        say(`Un administrateur a réinitialisé l’authentification à deux facteurs de l’utilisateur ${userName}.`),
        say(
          'Votre application d’authentification et vos codes de récupération ne fonctionnent plus. Configurez de nouveau l’application lors de votre prochaine connexion.',
        ),
        button('Se connecter', portalUrl),
        say('Si vous n’en avez pas fait la demande, prévenez votre administrateur.'),
      ],
    }),
    mfaEnabled: ({ userName, at }, { portalName }) => ({
      subject: `${portalName}\u00a0: l’authentification à deux facteurs est configurée`,
      blocks: [
        say(
          `L’utilisateur ${userName} se connecte désormais avec le mot de passe et un code de l’application d’authentification.`,
        ),
        when(at, null),
        say('Conservez les codes de récupération à un endroit où vous les retrouverez sans votre téléphone.'),
      ],
    }),
    recoveryCodeUsed: ({ userName, at, codesLeft, clientAddress }, { portalName }) => ({
      subject: `${portalName}\u00a0: un code de récupération a été utilisé`,
      blocks: [
        say(
          `L’utilisateur ${userName} s’est connecté avec un code de récupération. Codes restants\u00a0: ${codesLeft}.`,
        ),
        when(at, clientAddress),
        say(
          'Si ce n’était pas vous, définissez immédiatement un nouveau mot de passe et prévenez votre administrateur.',
        ),
      ],
    }),
    welcomeUser: ({ userName, organizationName, link, validHours }, { portalName, portalUrl }) => ({
      subject: `Bienvenue dans ${portalName}`,
      blocks: [
        say(`Un compte a été créé pour vous au sein de ${organizationName}.`),
        facts(['Nom d’utilisateur', userName]),
        ...entrance(ENTRANCE, link, validHours, portalUrl),
      ],
    }),
    // The portals speak English: their menus are called by the names that stand there.
    welcomeCompany: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Premiers pas' },
        say(
          'Connectez-vous et téléchargez l’agent sous «\u00a0Computers\u00a0»\u00a0; exécutez-le sur chaque ordinateur à sauvegarder.',
        ),
        say(
          'Un ordinateur apparaît dans le portail dès que son agent est connecté. Créez alors sa première tâche de sauvegarde.',
        ),
      ]),
    welcomeReseller: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Premiers pas' },
        say(
          'Connectez-vous et créez votre première entreprise sous «\u00a0Companies\u00a0». Vous pouvez souhaiter la bienvenue à son propriétaire par un e-mail comme celui-ci.',
        ),
      ]),
    testMail: (_values, { portalName }) => ({
      subject: `${portalName}\u00a0: e-mail de test`,
      blocks: [say('Cet e-mail a été envoyé pour tester les paramètres de messagerie. Ils fonctionnent.')],
    }),
  },
}

const ENTRANCE: EntranceWords = {
  openPortal: 'Ouvrir le portail',
  choosePassword: 'Choisir votre mot de passe',
  validity: (hours) => `Le lien est valable une seule fois, pendant ${spell(hours, 'heure')}.`,
}

function welcomeTo(values: WelcomeValues, around: MailSurroundings, gettingStarted: readonly MailBlock[]): MailContent {
  return welcome(values, around, {
    subject: `Bienvenue dans ${around.portalName}`,
    opening: `Vous pouvez désormais gérer ${values.organizationName} dans ${around.portalName}.`,
    portal: 'Portail',
    userName: 'Nom d’utilisateur',
    password: 'Mot de passe',
    changePassword: 'Modifiez le mot de passe après votre première connexion.',
    entrance: ENTRANCE,
    gettingStarted,
  })
}

function when(at: number, clientAddress: string | null): MailBlock {
  return facts(['Date et heure', spellTime('fr', at)], ['Adresse IP', clientAddress])
}

function spell(count: number, noun: string): string {
  return `${count} ${noun}${count < 2 ? '' : 's'}`
}
