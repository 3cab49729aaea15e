import { type Check, judged } from '../check.ts';
import { failure, type Judgement, notHere, ok, warning } from '../finding.ts';
import type { Observed, ObservedFunction } from '../observed.ts';
import type { DeployedFunction, TemplateFunction } from '../ports.ts';
import { aws } from './account.ts';

/** Variable in which each function carries the version of its package (serverless.yml). */
export const versionVariable = 'PIPELINE_VERSION';

const reads = ['lambda:GetFunctionConfiguration'];

/** Judges each function that exists; a missing one is the finding of `functions` alone. */
const ofExisting = (
  { functions }: Observed,
  judge: (deployed: DeployedFunction, observed: ObservedFunction) => Judgement,
): readonly Judgement[] =>
  functions.flatMap((observed) =>
    judged(observed.deployed, observed.name, (deployed) =>
      deployed === null ? [] : [judge(deployed, observed)],
    ),
  );

const exist: Check = {
  id: 'functions',
  finds: 'a function that is missing, or that Lambda cannot run',
  holds: 'the functions can run',
  reads,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html',
  judge: ({ functions, stack, place }) =>
    functions.flatMap(({ name, deployed }) =>
      judged(deployed, name, (found) => {
        const again = ['Deploy the stage again.', `${place.command} deploy`] as const;
        if (found === null)
          return isPartOf(stack, name)
            ? failure(name, 'does not exist', ...again)
            : notHere(name, 'the stage was deployed without it');
        if (found.state === 'Failed')
          return failure(name, 'Lambda cannot run it: its state is Failed', ...again);
        return found.lastUpdate === 'Failed'
          ? failure(name, 'its last update failed, so it runs its code of before', ...again)
          : ok(name, found.state);
      }),
    ),
};

/** False when the template has no such function, as its parameters say. */
const isPartOf = (stack: Observed['stack'], name: string): boolean =>
  stack.kind !== 'known' ||
  stack.value === null ||
  (stack.value.resources['AWS::Lambda::Function'] ?? []).includes(name);

const concurrency: Check = {
  id: 'reserved-concurrency',
  finds: 'a function that is stopped by a reserved concurrency of 0',
  holds: 'no function is stopped',
  reads: ['lambda:GetFunctionConcurrency'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html',
  judge: (observed) =>
    ofExisting(observed, ({ reservedConcurrency }, { name }) =>
      reservedConcurrency === 0
        ? failure(
            name,
            'is stopped: its reserved concurrency is 0',
            'Find out who stopped it, and why; then let it run.',
            aws(observed.place, `lambda delete-function-concurrency --function-name ${name}`),
          )
        : ok(name, 'may run'),
    ),
};

const drift: Check = {
  id: 'function-settings',
  finds: 'a function whose settings differ from the deployed template',
  holds: 'the functions are as the template has them',
  reads: [...reads, 'cloudformation:GetTemplate'],
  source:
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html',
  judge: (observed) =>
    judged(observed.stack, '', (stack) =>
      ofExisting(observed, (deployed, { name }) => {
        const meant = stack?.functions[name];
        const changed = meant === undefined ? [] : differences(deployed, meant);
        return changed.length === 0
          ? ok(name, 'as in the template')
          : warning(
              name,
              `somebody changed it: ${changed.join('; ')}`,
              'Change the parameter or serverless.yml if it is meant; then deploy the stage again, with --force when nothing else has changed.',
              `${observed.place.command} deploy`,
            );
      }),
    ),
};

const differences = (is: DeployedFunction, meant: TemplateFunction): readonly string[] => [
  ...(['runtime', 'handler', 'memoryMegabytes', 'timeoutSeconds'] as const).flatMap((what) =>
    is[what] === meant[what] ? [] : [`${labels[what]} ${is[what]} instead of ${meant[what]}`],
  ),
  ...meant.variables.filter((one) => !is.variables.includes(one)).map((one) => `lacks ${one}`),
];

const labels = {
  runtime: 'runtime',
  handler: 'handler',
  memoryMegabytes: 'memory in MB',
  timeoutSeconds: 'time-out in s',
} as const;

const version: Check = {
  id: 'function-version',
  finds: 'a function of another version than this command line',
  holds: 'the functions are of this version',
  reads,
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
  judge: (observed) =>
    ofExisting(observed, ({ version: deployed }, { name }) =>
      deployed === observed.place.version
        ? ok(name, `version ${deployed}`)
        : warning(
            name,
            `is ${deployed === undefined ? 'of a version before this check' : `version ${deployed}`}; this command line is ${observed.place.version}`,
            'Deploy the stage with this version, or use the command line of the deployed one.',
            `${observed.place.command} deploy`,
          ),
    ),
};

/** Functions as they are deployed. */
export const functionChecks: readonly Check[] = [exist, concurrency, drift, version];
