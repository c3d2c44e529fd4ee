import { NothingHere } from './nothing-here.tsx';

export function Component() {
  return <NothingHere title="There is no such page" text="Look for an instrument instead." />;
}
