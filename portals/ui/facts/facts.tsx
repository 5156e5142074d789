import './facts.css'
import { For, type JSX } from 'solid-js'

export interface Fact {
  label: string
  value: JSX.Element
}

/** Names and values, one under the other. Facts whose value is undefined are left out. */
export function Facts(props: { facts: readonly (Fact | undefined)[] }): JSX.Element {
  const given = () => props.facts.filter((fact): fact is Fact => fact !== undefined)
  return (
    <dl data-component="facts">
      <For each={given()}>
        {(fact) => (
          <div>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}
