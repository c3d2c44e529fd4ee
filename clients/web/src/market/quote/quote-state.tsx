import { type Freshness, isOld } from '../../graph/live/freshness.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { formatAge, newYorkMoment } from '../../ui/format/time.ts';
import { useNowText } from '../../ui/now.ts';

const names: Record<Freshness, string> = {
  live: 'Live',
  delayed: 'Delayed',
  closed: 'Last close',
  halted: 'Halted',
  stale: 'Stale',
  lost: 'Not updating',
};

const tones: Record<Freshness, Tone> = {
  live: 'good',
  delayed: 'plain',
  closed: 'plain',
  halted: 'warn',
  stale: 'warn',
  lost: 'warn',
};

interface QuoteStateProps {
  readonly freshness: Freshness;
  readonly asOf: string | null;
  readonly source: string;
  readonly quiet?: boolean;
}

export function QuoteStateBadge({ freshness, asOf, source, quiet = false }: QuoteStateProps) {
  const at = asOf === null ? null : Date.parse(asOf);
  const age = useNowText((now) => (at !== null && isOld(freshness) ? ` · ${formatAge(now - at)}` : ''));
  const told = useNowText((now) => (at === null ? 'time unknown' : `as of ${newYorkMoment(at, now)}`));
  return (
    <Badge tone={tones[freshness]} dot quiet={quiet} title={`${names[freshness]}, ${told}, source: ${source}`}>
      {names[freshness]}
      {age}
    </Badge>
  );
}
