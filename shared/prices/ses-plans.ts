/** Value of `PricingAttributes.CurrentPlan` in SES's answer to GetAccount; NONE is à la carte. */
export type SesPlan = 'NONE' | 'ESSENTIALS' | 'PRO' | 'ENTERPRISE';

/** Plans from the one without a fee to the dearest. */
export const planNames = [
  'NONE',
  'ESSENTIALS',
  'PRO',
  'ENTERPRISE',
] as const satisfies readonly SesPlan[];

/** Whether a text is a plan that this table knows. */
export const isSesPlan = (text: string | undefined): text is SesPlan =>
  planNames.some((plan) => plan === text);

/** Price of recipients up to a number a month; those beyond it are at the next tier's price. */
export interface PriceTier {
  readonly upTo: number;
  readonly dollarsPerThousand: number;
}

/** What a plan of SES costs, per AWS account and region. US dollars, us-east-1. */
export interface PlanPrices {
  readonly name: string;
  readonly dollarsPerMonth: number;
  readonly recipients: readonly PriceTier[];
  /** Of Virtual Deliverability Manager per 1,000 recipients; 0: included. */
  readonly vdmPerThousand: number;
  /** Of managed dedicated IPs; 0 in both: included. */
  readonly managedIps: {
    readonly dollarsPerMonth: number;
    readonly recipients: readonly PriceTier[];
  };
  /** SES tenants of a month that cost nothing. */
  readonly freeTenants: number;
}

const beyond = Number.POSITIVE_INFINITY;
const million = 1_000_000;

/** Prices up to ten million recipients a month, up to a hundred million, and beyond. */
const byVolume = (first: number, second: number, third: number): readonly PriceTier[] => [
  { upTo: 10 * million, dollarsPerThousand: first },
  { upTo: 100 * million, dollarsPerThousand: second },
  { upTo: beyond, dollarsPerThousand: third },
];

const managedIpsAlone: PlanPrices['managedIps'] = {
  dollarsPerMonth: 15,
  recipients: [
    { upTo: 10 * million, dollarsPerThousand: 0.08 },
    { upTo: 50 * million, dollarsPerThousand: 0.04 },
    { upTo: beyond, dollarsPerThousand: 0.02 },
  ],
};
const included: PlanPrices['managedIps'] = { dollarsPerMonth: 0, recipients: [] };

/** When the table was last compared with its sources. Verify before quoting. */
export const sesPlansAsOf = '2026-11-29';

/**
 * Plans of SES. The table was read from public copies of AWS's price list for us-east-1 of
 * 2026-07-22 (fees, tiers, tenants, dedicated IPs, data) and of its pricing page of 2026-09-27
 * (managed dedicated IPs, what is included). Not seen there, and taken from older pages: the price
 * of VDM, and that plans bill data and standard dedicated IPs as à la carte does.
 *
 * @see https://aws.amazon.com/ses/pricing/
 * @see https://docs.aws.amazon.com/ses/latest/dg/pricing-plans.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PricingAttributes.html
 */
export const sesPlans: Readonly<Record<SesPlan, PlanPrices>> = {
  NONE: {
    name: 'à la carte',
    dollarsPerMonth: 0,
    recipients: [{ upTo: beyond, dollarsPerThousand: 0.1 }],
    vdmPerThousand: 0.07,
    managedIps: managedIpsAlone,
    freeTenants: 0,
  },
  // New accounts since 2026-07-21, and accounts that had sent nothing since 2025-06-01, begin here.
  ESSENTIALS: {
    name: 'Essentials',
    dollarsPerMonth: 0,
    recipients: byVolume(0.16, 0.14, 0.11),
    vdmPerThousand: 0,
    managedIps: managedIpsAlone,
    freeTenants: 0,
  },
  PRO: {
    name: 'Pro',
    dollarsPerMonth: 105,
    recipients: byVolume(0.22, 0.17, 0.12),
    vdmPerThousand: 0,
    managedIps: included,
    freeTenants: 0,
  },
  ENTERPRISE: {
    name: 'Enterprise',
    dollarsPerMonth: 500,
    recipients: byVolume(0.23, 0.18, 0.13),
    vdmPerThousand: 0,
    managedIps: included,
    freeTenants: 1_000,
  },
};

/** Prices that do not depend on the plan; US dollars, us-east-1. */
export const sesExtras = {
  /** Of attachments and other data of mails, a GB. */
  dataGigabyte: 0.12,
  /** Of a standard dedicated IP, a month. */
  dedicatedIp: 24.95,
  /** Of an SES tenant, a month. */
  tenant: 0.005,
} as const;
