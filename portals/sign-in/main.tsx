import '../ui/form/fields.css'
import './sign-in.css'
import { Show } from 'solid-js'
import { start } from '../ui/base/start.tsx'
import { BrandMark } from '../ui/icon/brand.tsx'
import { SetupPage } from './setup-page.tsx'
import { SignInPage } from './sign-in-page.tsx'

start(() => (
  <main data-component="sign-in">
    <div data-part="card">
      <div data-part="brand">
        <BrandMark size={28} />
        <strong>Holdfast</strong>
      </div>
      <Show when={location.pathname.replace(/\/$/, '').toLowerCase() === '/setup'} fallback={<SignInPage />}>
        <SetupPage />
      </Show>
    </div>
  </main>
))
