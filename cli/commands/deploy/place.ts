import { configuredRegion } from '../../../shared/aws/deployment/deployment-clients.ts';
import { stageProblem } from '../../../shared/deployment/stage-problem.ts';
import type { Asker } from '../../terminal/asker.ts';

/** Which stage in which region. */
export type Place =
  | { readonly kind: 'place'; readonly stage: string; readonly region: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] }
  | { readonly kind: 'stopped' };

/** Options that name a place. */
export interface PlaceOptions {
  readonly stage?: string;
  readonly region?: string;
}

/**
 * Finds stage and region: from the options, the region else from the environment or the AWS profile,
 * else by asking. The region comes first, because the longest name of a stage depends on it.
 */
export const placeOf = async (
  options: PlaceOptions,
  { asker }: { readonly asker: Asker },
  findRegion: () => Promise<string | undefined> = configuredRegion,
): Promise<Place> => {
  const known = options.region ?? (await findRegion());
  const problems = problemsOf(options.stage, known, asker.canAsk);
  if (problems.length > 0) return { kind: 'problems', problems };
  const region =
    known ??
    (await asker.text({
      message: 'Region, such as eu-west-1',
      problemOf: (text) => (regionForm.test(text) ? undefined : regionProblem),
    }));
  if (region === undefined) return { kind: 'stopped' };
  const stage =
    options.stage ??
    (await asker.text({
      message: 'Stage, such as dev, staging or prod',
      initial: 'dev',
      problemOf: (text) => problemOfStage(text, region),
    }));
  if (stage === undefined) return { kind: 'stopped' };
  const problem = problemOfStage(stage, region);
  return problem === undefined
    ? { kind: 'place', stage, region }
    : { kind: 'problems', problems: [`--stage ${stage}: ${problem}.`] };
};

const regionForm = /^[a-z]{2}(?:-[a-z]+)+-\d$/;
const regionProblem = 'A region, such as eu-west-1';

const problemOfStage = (stage: string, region: string): string | undefined =>
  stageProblem(stage, { service: 'ses-pipeline', region });

/** What is missing and cannot be asked for, and a region that is none. */
const problemsOf = (
  stage: string | undefined,
  region: string | undefined,
  canAsk: boolean,
): readonly string[] => [
  ...(stage === undefined && !canAsk
    ? ['Which stage? Give --stage dev (or staging, prod, …).']
    : []),
  ...(region === undefined && !canAsk
    ? ['Which region? Give --region eu-west-1, or set AWS_REGION.']
    : []),
  ...(region !== undefined && !regionForm.test(region)
    ? [`--region ${region}: ${regionProblem}.`]
    : []),
];
