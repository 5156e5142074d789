import { Router } from '@solidjs/router'
import { companyGroup, configurationGroup, monitorGroup, pages, protectGroup, storageGroup } from '../pages/routes.ts'
import { start } from '../ui/base/start.tsx'
import { Frame } from '../ui/frame/frame.tsx'
import { t } from '../ui/i18n/translate.ts'
import { Gate } from '../ui/session/gate.tsx'

start(() => (
  <Gate portal="client">
    <Router
      base="/client"
      root={(props) => (
        <Frame
          base="/client"
          portalName={t('portal.client')}
          scopeKinds={['location']}
          groups={[monitorGroup(), protectGroup(), storageGroup(), companyGroup(), configurationGroup()]}
        >
          {props.children}
        </Frame>
      )}
    >
      {pages.everywhere}
    </Router>
  </Gate>
))
