import { configuration } from './configuration.ts'
import { frame } from './frame.ts'
import { organizations } from './organizations.ts'
import { protection } from './protection.ts'
import { signIn } from './sign-in.ts'
import { singleSignOn } from './single-sign-on.ts'
import { storage } from './storage.ts'
import { users } from './users.ts'

export const en = {
  ...configuration,
  ...frame,
  ...organizations,
  ...protection,
  ...signIn,
  ...singleSignOn,
  ...storage,
  ...users,
} as const
