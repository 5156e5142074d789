import { button, type EntranceWords, entrance, facts, say, spellTime, welcome } from './blocks.ts'
import type { MailBlock, MailContent, MailLanguage, MailSurroundings, WelcomeValues } from './mail-content.ts'

/** The portals speak English: their menus are called by the names that stand there. */
export const SPANISH: MailLanguage = {
  code: 'es',
  linkHint: 'Si el botón no funciona, copie esta dirección en su navegador:',
  footer: (portalName, contact) =>
    contact === null ? `${portalName} ha enviado este correo.` : `${portalName} ha enviado este correo. ${contact}`,
  templates: {
    passwordReset: ({ userName, link, validMinutes }, { portalName }) => ({
      subject: `${portalName}: establezca una contraseña nueva`,
      blocks: [
        say(`Alguien, esperamos que usted, ha solicitado una contraseña nueva para el usuario ${userName}.`),
        button('Establecer una contraseña nueva', link),
        say(`El enlace sirve una sola vez, durante ${spell(validMinutes, 'minuto')}.`),
        say('Si no fue usted, no tiene que hacer nada: la contraseña no cambia.'),
      ],
    }),
    passwordChanged: ({ userName, at, clientAddress }, { portalName, portalUrl }) => ({
      subject: `${portalName}: se ha cambiado su contraseña`,
      blocks: [
        say(`Se ha cambiado la contraseña del usuario ${userName}. Se han cerrado todas las sesiones abiertas.`),
        when(at, clientAddress),
        say(
          `Si no fue usted, establezca de inmediato una contraseña nueva en ${portalUrl} y avise a su administrador.`,
        ),
      ],
    }),
    emailChanged: ({ userName, at, clientAddress }, { portalName }) => ({
      subject: `${portalName}: se ha cambiado su dirección de correo electrónico`,
      blocks: [
        say(
          `Esta dirección de correo electrónico ya no es la del usuario ${userName}: los enlaces para establecer una contraseña nueva se envían a otra.`,
        ),
        when(at, clientAddress),
        say('Si no fue usted, avise de inmediato a su administrador.'),
      ],
    }),
    mfaReset: ({ userName }, { portalName, portalUrl }) => ({
      subject: `${portalName}: se ha restablecido la autenticación de dos factores`,
      blocks: [
        say(`Un administrador ha restablecido la autenticación de dos factores del usuario ${userName}.`),
        say(
          'Su aplicación de autenticación y sus códigos de recuperación han dejado de funcionar. Vuelva a configurar la aplicación la próxima vez que inicie sesión.',
        ),
        button('Iniciar sesión', portalUrl),
        say('Si no lo solicitó, avise a su administrador.'),
      ],
    }),
    mfaEnabled: ({ userName, at }, { portalName }) => ({
      subject: `${portalName}: la autenticación de dos factores está configurada`,
      blocks: [
        say(
          `A partir de ahora, el usuario ${userName} inicia sesión con la contraseña y un código de la aplicación de autenticación.`,
        ),
        when(at, null),
        say('Guarde los códigos de recuperación donde pueda encontrarlos sin su teléfono.'),
      ],
    }),
    recoveryCodeUsed: ({ userName, at, codesLeft, clientAddress }, { portalName }) => ({
      subject: `${portalName}: se ha usado un código de recuperación`,
      blocks: [
        say(
          `El usuario ${userName} ha iniciado sesión con un código de recuperación. Códigos restantes: ${codesLeft}.`,
        ),
        when(at, clientAddress),
        say('Si no fue usted, establezca de inmediato una contraseña nueva y avise a su administrador.'),
      ],
    }),
    welcomeUser: ({ userName, organizationName, link, validHours }, { portalName, portalUrl }) => ({
      subject: `Le damos la bienvenida a ${portalName}`,
      blocks: [
        say(`Se ha creado una cuenta para usted en ${organizationName}.`),
        facts(['Nombre de usuario', userName]),
        ...entrance(ENTRANCE, link, validHours, portalUrl),
      ],
    }),
    welcomeCompany: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Primeros pasos' },
        say(
          'Inicie sesión y descargue el agente en «Computers»; ejecútelo en cada equipo del que se deban hacer copias de seguridad.',
        ),
        say(
          'Un equipo aparece en el portal en cuanto su agente se conecta. Cree entonces su primera tarea de copia de seguridad.',
        ),
      ]),
    welcomeReseller: (values, around) =>
      welcomeTo(values, around, [
        { kind: 'heading', text: 'Primeros pasos' },
        say(
          'Inicie sesión y cree su primera empresa en «Companies». Puede dar la bienvenida a su propietario con un correo como este.',
        ),
      ]),
    testMail: (_values, { portalName }) => ({
      subject: `${portalName}: correo de prueba`,
      blocks: [say('Este correo se ha enviado para probar la configuración de correo. Funciona.')],
    }),
  },
}

const ENTRANCE: EntranceWords = {
  openPortal: 'Abrir el portal',
  choosePassword: 'Elegir su contraseña',
  validity: (hours) => `El enlace sirve una sola vez, durante ${spell(hours, 'hora')}.`,
}

function welcomeTo(values: WelcomeValues, around: MailSurroundings, gettingStarted: readonly MailBlock[]): MailContent {
  return welcome(values, around, {
    subject: `Le damos la bienvenida a ${around.portalName}`,
    opening: `Ya puede gestionar ${values.organizationName} en ${around.portalName}.`,
    portal: 'Portal',
    userName: 'Nombre de usuario',
    password: 'Contraseña',
    changePassword: 'Cambie la contraseña después de iniciar sesión por primera vez.',
    entrance: ENTRANCE,
    gettingStarted,
  })
}

function when(at: number, clientAddress: string | null): MailBlock {
  return facts(['Fecha y hora', spellTime('es', at)], ['Dirección IP', clientAddress])
}

function spell(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
