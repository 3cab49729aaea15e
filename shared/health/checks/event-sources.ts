import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok, warning } from '../finding.ts';
import type { Observed, ObservedSource } from '../observed.ts';
import type { EventSourceState } from '../ports.ts';
import { aws } from './account.ts';

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

/** What starts the functions: queues, and the clock. */
export const eventSourceChecks: readonly Check[] = [sources, itemFailures, fresh];
