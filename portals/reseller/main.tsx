import { Router } from '@solidjs/router'
import { configurationGroup, monitorGroup, pages, protectGroup, resellersGroup, storageGroup } from '../pages/routes.ts'
import { start } from '../ui/base/start.tsx'
import { Frame } from '../ui/frame/frame.tsx'
import { t } from '../ui/i18n/translate.ts'
import { Gate } from '../ui/session/gate.tsx'

start(() => (
  <Gate portal="reseller">
    <Router
      base="/reseller"
      root={(props) => (
        <Frame
          base="/reseller"
          portalName={t('portal.reseller')}
          scopeKinds={['site', 'company', 'location']}
          groups={[monitorGroup(), protectGroup(), resellersGroup(), storageGroup(), configurationGroup()]}
        >
          {props.children}
        </Frame>
      )}
    >
      {[...pages.companies, ...pages.everywhere]}
    </Router>
  </Gate>
))
