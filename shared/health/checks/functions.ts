import { type Check, judged } from '../check.ts';
import { failure, type Judgement, notHere, ok, warning } from '../finding.ts';
import type { Observed, ObservedFunction, ObservedSource } from '../observed.ts';
import type { DeployedFunction, EventSourceState, TemplateFunction } from '../ports.ts';
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

const sources: Check = {
  id: 'event-sources',
  finds: 'a queue that its function does not read',
  holds: 'every queue is read',
  reads: ['lambda:ListEventSourceMappings', 'dynamodb:GetItem'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  judge: (observed) =>
    observed.sources.flatMap((source) =>
      judged(source.mapping, subjectOf(source), (mapping) =>
        judgeSource(observed, source, mapping),
      ),
    ),
};

const subjectOf = ({ queue, functionName }: ObservedSource): string => `${queue} → ${functionName}`;

const judgeSource = (
  { ledger, account, place }: Observed,
  source: ObservedSource,
  mapping: EventSourceState | null,
): Judgement => {
  const subject = subjectOf(source);
  if (mapping === null)
    return failure(
      subject,
      'no event source mapping: what is queued stays',
      'Deploy the stage again.',
      `${place.command} deploy`,
    );
  if (!mapping.state.startsWith('Disabl')) return ok(subject, mapping.state);
  const enable = aws(
    place,
    `lambda update-event-source-mapping --enabled --uuid $(${aws(place, `lambda list-event-source-mappings --function-name ${source.functionName} --event-source-arn arn:${place.partition}:sqs:${place.region}:${place.account}:${place.prefix}${source.queue}`)} --query 'EventSourceMappings[0].UUID' --output text)`,
  );
  const isOurs =
    ledger.kind === 'known' && ledger.value?.stoppedLanes.includes(source.queue) === true;
  if (!isOurs)
    return failure(
      subject,
      'is switched off, and not by the pipeline: what is queued stays',
      'Find out who switched it off, and why; then switch it on.',
      enable,
    );
  const closed = warning(
    subject,
    'the pipeline has closed it, because SES takes no mail now; it opens by itself within a minute after SES does',
    'See quota, sending-enabled and enforcement.',
  );
  const cause = causeOf(account);
  return cause === undefined ? closed : { ...closed, followsFrom: cause };
};

/** The check that finds why SES takes no mail. */
const causeOf = (account: Observed['account']): string | undefined => {
  if (account.kind !== 'known') return undefined;
  const { enforcementStatus, isSendingEnabled, sentLast24Hours, max24Hours } = account.value;
  if (enforcementStatus === 'SHUTDOWN') return 'enforcement';
  if (!isSendingEnabled) return 'sending-enabled';
  return sentLast24Hours >= 0.8 * max24Hours ? 'quota' : undefined;
};

const itemFailures: Check = {
  id: 'item-failures',
  finds: 'an event source that repeats whole batches when one message fails',
  holds: 'only failed messages are repeated',
  reads: ['lambda:ListEventSourceMappings'],
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
  judge: (observed) =>
    observed.sources.flatMap((source) =>
      judged(source.mapping, subjectOf(source), (mapping) => {
        if (mapping === null) return [];
        return mapping.reportsItemFailures
          ? ok(subjectOf(source), 'repeats only what failed')
          : failure(
              subjectOf(source),
              'ReportBatchItemFailures is off: one failed message repeats its whole batch',
              'Restore it: deploy the stage again, or set it.',
              aws(
                observed.place,
                `lambda update-event-source-mapping --function-response-types ReportBatchItemFailures --uuid $(${aws(observed.place, `lambda list-event-source-mappings --function-name ${source.functionName}`)} --query 'EventSourceMappings[0].UUID' --output text)`,
              ),
            );
      }),
    ),
};

/** refresh-quota runs every minute; the ledger is stale when several runs are missing. */
const staleAfterMs = 5 * 60_000;

const fresh: Check = {
  id: 'quota-refresh',
  finds: 'a send ledger that nobody keeps: refresh-quota does not run',
  holds: 'refresh-quota runs',
  reads: ['dynamodb:GetItem'],
  source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html',
  judge: ({ ledger, nowMs, place }) =>
    judged(ledger, '', (found) => {
      const see = [
        'See whether the schedule is enabled, and the log of refresh-quota.',
        aws(place, `events list-rules --name-prefix ${place.prefix}`),
        aws(place, `logs tail /aws/lambda/${place.prefix}refresh-quota --since 1h`),
      ] as const;
      if (found === null)
        return failure(
          '',
          'there is no send ledger, so no mail is sent: refresh-quota has never run',
          ...see,
        );
      const ageMs = nowMs - found.syncedAtMs;
      return ageMs < staleAfterMs
        ? ok('', `the quota was read ${Math.max(0, Math.round(ageMs / 1000))} s ago`)
        : failure(
            '',
            `the quota was last read ${Math.round(ageMs / 60_000)} minutes ago: refresh-quota does not run`,
            ...see,
          );
    }),
};

/** Functions, and what starts them. */
export const functionChecks: readonly Check[] = [
  exist,
  concurrency,
  drift,
  version,
  sources,
  itemFailures,
  fresh,
];
