import { Router } from '@solidjs/router'
import {
  configurationGroup,
  monitorGroup,
  organizationsGroup,
  pages,
  protectGroup,
  storageGroup,
} from '../pages/routes.ts'
import { start } from '../ui/base/start.tsx'
import { Frame } from '../ui/frame/frame.tsx'
import { t } from '../ui/i18n/translate.ts'
import { guarded } from '../ui/session/allowed.tsx'
import { Gate } from '../ui/session/gate.tsx'

const resellers = [
  { path: '/resellers', component: guarded('resellers.read', () => import('./pages/resellers/reseller-list.tsx')) },
  {
    path: '/resellers/new',
    component: guarded('resellers.create', () => import('./pages/resellers/reseller-new.tsx')),
  },
  {
    path: '/resellers/:uid/edit',
    component: guarded('resellers.edit', () => import('./pages/resellers/reseller-edit.tsx')),
  },
  {
    path: '/resellers/:uid/:tab?',
    component: guarded('resellers.read', () => import('./pages/resellers/reseller-page.tsx')),
  },
]

start(() => (
  <Gate portal="admin">
    <Router
      base="/admin"
      root={(props) => (
        <Frame
          base="/admin"
          portalName={t('portal.admin')}
          scopeKinds={['site', 'reseller', 'company', 'location']}
          groups={[monitorGroup(), protectGroup(), organizationsGroup(), storageGroup(), configurationGroup()]}
        >
          {props.children}
        </Frame>
      )}
    >
      {[...pages.companies, ...resellers, ...pages.everywhere]}
    </Router>
  </Gate>
))
