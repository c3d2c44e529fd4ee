/** Stream on which `companies` tells its facts. */
export const companiesEvents = 'companies';

/** An instrument was listed, or something about it changed. Carries its whole present state; the newest per `symbol` counts. */
export interface InstrumentChanged {
  readonly type: 'InstrumentChanged';
  readonly version: 1;
  readonly symbol: string;
  readonly name: string | null;
  readonly exchange: string | null;
  readonly kind: string | null;
  /** ISO 4217; null where unknown. */
  readonly currency: string | null;
  readonly active: boolean | null;
  /** Ten digits with leading zeros; null where the issuer is not known to the SEC. */
  readonly cik: string | null;
}

/** An instrument is listed under another symbol from now on; the old one keeps resolving. */
export interface InstrumentRenamed {
  readonly type: 'InstrumentRenamed';
  readonly version: 1;
  readonly from: string;
  readonly to: string;
}

export type CompaniesEvent = InstrumentChanged | InstrumentRenamed;
