import { Router } from '@solidjs/router'
import { lazy } from 'solid-js'
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
import { Gate } from '../ui/session/gate.tsx'

const resellers = [
  { path: '/resellers', component: lazy(() => import('./pages/resellers/reseller-list.tsx')) },
  { path: '/resellers/new', component: lazy(() => import('./pages/resellers/reseller-new.tsx')) },
  { path: '/resellers/:uid/edit', component: lazy(() => import('./pages/resellers/reseller-edit.tsx')) },
  { path: '/resellers/:uid/:tab?', component: lazy(() => import('./pages/resellers/reseller-page.tsx')) },
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
