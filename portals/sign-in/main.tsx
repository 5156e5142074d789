import '../ui/form/fields.css'
import './sign-in.css'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { start } from '../ui/base/start.tsx'
import { brand, loadBrand } from '../ui/brand/brand.ts'
import { BrandMark } from '../ui/icon/brand.tsx'
import { ForgottenPage } from './forgotten-page.tsx'
import { place } from './place.ts'
import { ResetPage, readResetCode } from './reset-page.tsx'
import { SetupPage } from './setup-page.tsx'
import { SignInPage } from './sign-in-page.tsx'

const isSetup = location.pathname.replace(/\/$/, '').toLowerCase() === '/setup'

function Brand(): JSX.Element {
  return (
    <div data-part="brand">
      <Show when={brand()?.images.loginLogo} fallback={<BrandMark size={28} />}>
        {(address) => <img src={address()} alt="" height={28} />}
      </Show>
      <strong>{brand()?.portalName ?? 'Holdfast'}</strong>
    </div>
  )
}

// The sign-in itself asks for the brand of the organization that is typed; the pages of links for that of the address.
if (isSetup || readResetCode(place())) void loadBrand({ host: location.host })

start(() => (
  <main data-component="sign-in">
    <Show when={brand()?.images.loginGraphic}>{(address) => <img data-part="graphic" src={address()} alt="" />}</Show>
    <div data-part="card">
      <Brand />
      <Switch fallback={<SignInPage />}>
        <Match when={isSetup}>
          <SetupPage />
        </Match>
        <Match when={readResetCode(place())}>{(code) => <ResetPage code={code()} />}</Match>
        <Match when={place() === '#forgotten'}>
          <ForgottenPage />
        </Match>
      </Switch>
    </div>
  </main>
))
