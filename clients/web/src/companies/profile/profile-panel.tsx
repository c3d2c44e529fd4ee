import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { missing } from '../../ui/format/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { exchangeName, kindName } from '../exchange-name.ts';
import styles from './profile-panel.module.css';
import type { InstrumentProfile } from './use-instrument.ts';
import { webAddress } from './web-address.ts';

interface ProfilePanelProps {
  readonly instrument: InstrumentProfile;
  /** Whether a part of the answer is missing because its source did not answer. */
  readonly partial: boolean;
}

export function ProfilePanel({ instrument, partial }: ProfilePanelProps) {
  const { company } = instrument;
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['Company', company?.name],
    ['Industry', company?.industry],
    ['SIC', company?.sic],
    ['CIK', company && <Cik cik={company.cik} />],
    ['Exchange', instrument.exchange && exchangeName[instrument.exchange]],
    ['Kind', instrument.kind && kindName[instrument.kind]],
    ['Currency', instrument.currency],
    ['Fiscal year end', company?.fiscalYearEnd && fiscalDay(company.fiscalYearEnd)],
    ['Website', <Website key="website" website={company?.website ?? null} />],
    ['Also listed', <Siblings key="siblings" instrument={instrument} />],
  ];
  return (
    <Panel title="Profile" scope={partial && !company ? 'Company data is not available right now' : undefined}>
      <dl className={styles.list}>
        {rows.map(([name, value]) => (
          <div key={name} className={styles.pair}>
            <dt>{name}</dt>
            <dd>{value || missing}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Cik({ cik }: { cik: string }) {
  return (
    <a
      className="tabular"
      href={`https://www.sec.gov/cgi-bin/browse-edgar?action=getcompany&CIK=${cik}`}
      target="_blank"
      rel="noreferrer"
      title="Filings at the SEC"
    >
      {cik}
    </a>
  );
}

function Website({ website }: { website: string | null }) {
  const address = webAddress(website);
  if (!address) return missing;
  return (
    <a href={address.href} target="_blank" rel="noreferrer">
      {address.text}
    </a>
  );
}

function Siblings({ instrument }: { instrument: InstrumentProfile }) {
  const others = instrument.company?.instruments?.filter(({ symbol }) => symbol !== instrument.symbol) ?? [];
  if (others.length === 0) return missing;
  return (
    <span className={styles.others}>
      {others.map(({ symbol, kind }) => (
        <Link key={symbol} to={`/i/${symbol}`} title={kind ? kindName[kind] : undefined}>
          {symbol}
        </Link>
      ))}
    </span>
  );
}

const monthAndDay = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'long', day: 'numeric' });

function fiscalDay(text: string): string | null {
  const at = Date.parse(`2000-${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : monthAndDay.format(at);
}
