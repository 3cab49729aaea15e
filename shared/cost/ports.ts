import type { ResolvedResource } from '../cloudformation/resolve-template.ts';
import type { SesPlan } from '../prices/ses-plans.ts';
import type { DayCount } from './forecast.ts';

/** Recipients whose mail SES accepted, by day (UTC). Rejects when CloudWatch cannot be asked. */
export type SentByDay = (fromMs: number, untilMs: number) => Promise<readonly DayCount[]>;

/** The plan of the SES account; undefined where SES names none, or one that is not known here. */
export type ReadSesPlan = () => Promise<{
  readonly plan: SesPlan | undefined;
  /** From the next month on. */
  readonly nextPlan: SesPlan | undefined;
  readonly hasVdm: boolean;
}>;

/** Resources of the deployed stack. Rejects when they cannot be read. */
export type ReadDeployed = () => Promise<readonly ResolvedResource[]>;
