import { configuredRegion } from '../../../shared/aws/deployment/deployment-clients.ts';
import type { Asker } from '../../terminal/asker.ts';

/** Which stage in which region. */
export type Place =
  | { readonly kind: 'place'; readonly stage: string; readonly region: string }
  | { readonly kind: 'problems'; readonly problems: readonly string[] }
  | { readonly kind: 'stopped' };

const stageForm = /^[a-z][a-z0-9-]{0,17}$/;
const regionForm = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/**
 * Finds stage and region: from the options, the region else from the environment or the AWS profile,
 * else by asking.
 */
export const placeOf = async (
  options: { readonly stage?: string; readonly region?: string },
  { asker }: { readonly asker: Asker },
  findRegion: () => Promise<string | undefined> = configuredRegion,
): Promise<Place> => {
  const known = options.region ?? (await findRegion());
  const problems = problemsOf(options.stage, known, asker.canAsk);
  if (problems.length > 0) return { kind: 'problems', problems };
  const stage =
    options.stage ??
    (await asker.text({
      message: 'Stage, such as dev, staging or prod',
      initial: 'dev',
      problemOf: (text) => (stageForm.test(text) ? undefined : stageProblem),
    }));
  if (stage === undefined) return { kind: 'stopped' };
  const region =
    known ??
    (await asker.text({
      message: 'Region, such as eu-west-1',
      problemOf: (text) => (regionForm.test(text) ? undefined : regionProblem),
    }));
  return region === undefined ? { kind: 'stopped' } : { kind: 'place', stage, region };
};

const stageProblem =
  'A stage has lower-case letters, digits and -, begins with a letter, and has at most 18 characters';
const regionProblem = 'A region, such as eu-west-1';

const problemsOf = (
  stage: string | undefined,
  region: string | undefined,
  canAsk: boolean,
): readonly string[] => [
  ...(stage === undefined
    ? canAsk
      ? []
      : ['Which stage? Give --stage dev (or staging, prod, …).']
    : stageForm.test(stage)
      ? []
      : [`--stage ${stage}: ${stageProblem}.`]),
  ...(region === undefined
    ? canAsk
      ? []
      : ['Which region? Give --region eu-west-1, or set AWS_REGION.']
    : regionForm.test(region)
      ? []
      : [`--region ${region}: ${regionProblem}.`]),
];
