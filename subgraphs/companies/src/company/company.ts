import { defineEntity, p } from '@mikro-orm/core';
import { sameName } from './company-name.ts';

export const CompanySchema = defineEntity({
  name: 'Company',
  tableName: 'company',
  properties: {
    cik: p.character().length(10).primary(),
    name: p.text().strictNullable(),
    sic: p.string().strictNullable(),
    industry: p.text().strictNullable(),
    fiscalYearEnd: p.character().length(5).strictNullable(),
    website: p.text().strictNullable(),
  },
});

/** An issuer known to the SEC. */
export class Company extends CompanySchema.class {
  /** Takes the name that its filings give it; another spelling of the same name (`NVIDIA CORP`) changes nothing. Tells whether it changed. */
  rename(filed: string): boolean {
    if (filed === '' || (this.name !== null && sameName(this.name, filed))) return false;
    this.name = filed;
    return true;
  }
}
CompanySchema.setClass(Company);
