import { type PriceTier, type SesPlan, sesExtras, sesPlans } from '../prices/ses-plans.ts';

/** What a month takes of SES. */
export interface SesUse {
  /** SES bills recipients, not mails. */
  readonly recipients: number;
  /** Attachments and other data that is billed, over all recipients; GB of 1024³ bytes. */
  readonly dataGigabytes: number;
  /** Standard dedicated IPs. */
  readonly dedicatedIps: number;
  readonly hasManagedIps: boolean;
  /** Whether Virtual Deliverability Manager is on. */
  readonly hasVdm: boolean;
  /** Tenants of SES itself. */
  readonly tenants: number;
}

export interface SesCostLine {
  readonly what:
    | 'plan'
    | 'recipients'
    | 'data'
    | 'dedicated IPs'
    | 'managed dedicated IPs'
    | 'VDM'
    | 'SES tenants';
  readonly units: number;
  readonly dollars: number;
}

/** What SES itself charges for a month. */
export interface SesCost {
  readonly plan: SesPlan;
  /** Only what is used or has a fee. */
  readonly lines: readonly SesCostLine[];
  readonly dollars: number;
}

/** Prices a month of SES under a plan. US dollars, us-east-1, without any free tier. */
export const sesCost = (plan: SesPlan, use: SesUse): SesCost => {
  const prices = sesPlans[plan];
  const { recipients } = use;
  const tenants = Math.max(0, use.tenants - prices.freeTenants);
  const managedIps =
    prices.managedIps.dollarsPerMonth + dollarsByTiers(recipients, prices.managedIps.recipients);
  const all: readonly SesCostLine[] = [
    { what: 'plan', units: 1, dollars: prices.dollarsPerMonth },
    {
      what: 'recipients',
      units: recipients,
      dollars: dollarsByTiers(recipients, prices.recipients),
    },
    {
      what: 'data',
      units: use.dataGigabytes,
      dollars: use.dataGigabytes * sesExtras.dataGigabyte,
    },
    {
      what: 'dedicated IPs',
      units: use.dedicatedIps,
      dollars: use.dedicatedIps * sesExtras.dedicatedIp,
    },
    {
      what: 'managed dedicated IPs',
      units: use.hasManagedIps ? 1 : 0,
      dollars: use.hasManagedIps ? managedIps : 0,
    },
    {
      what: 'VDM',
      units: use.hasVdm ? recipients : 0,
      dollars: use.hasVdm ? (recipients / 1_000) * prices.vdmPerThousand : 0,
    },
    { what: 'SES tenants', units: use.tenants, dollars: tenants * sesExtras.tenant },
  ];
  const lines = all.filter(({ dollars }) => dollars > 0);
  return { plan, lines, dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0) };
};

/** Each tier's price holds for what lies in it, not for all. */
export const dollarsByTiers = (units: number, tiers: readonly PriceTier[]): number =>
  tiers.reduce(
    ({ from, dollars }, { upTo, dollarsPerThousand }) => ({
      from: upTo,
      dollars: dollars + (Math.max(0, Math.min(units, upTo) - from) / 1_000) * dollarsPerThousand,
    }),
    { from: 0, dollars: 0 },
  ).dollars;
