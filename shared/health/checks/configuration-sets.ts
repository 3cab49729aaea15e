import { type Check, judged } from '../check.ts';
import { failure, type Judgement, ok, warning } from '../finding.ts';
import type { Observed, ObservedSet, TopicRole } from '../observed.ts';
import type { ConfigurationSet, EventDestination } from '../ports.ts';
import { aws } from './account.ts';

/** Judges each set that exists; a missing one is the finding of `configuration-sets` alone. */
const ofExisting = (
  { sets }: Observed,
  judge: (set: ConfigurationSet, observed: ObservedSet) => Judgement,
): readonly Judgement[] =>
  sets.flatMap((observed) =>
    judged(observed.set, observed.name, (set) => (set === null ? [] : [judge(set, observed)])),
  );

const exist: Check = {
  id: 'configuration-sets',
  finds: 'a stream without its configuration set',
  holds: 'each stream has its configuration set',
  reads: ['ses:GetConfigurationSet'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/using-configuration-sets.html',
  judge: ({ sets, place }) =>
    sets.flatMap(({ name, set }) =>
      judged(set, name, (found) =>
        found === null
          ? failure(
              name,
              'does not exist, so SES refuses every mail of its stream',
              'Deploy the stage again: deleted resources are made anew only when the template changes, so remove and deploy if that does not help.',
              `${place.command} deploy`,
            )
          : ok(name, 'exists'),
      ),
    ),
};

const sending: Check = {
  id: 'set-sending',
  finds: 'a configuration set whose sending is switched off',
  holds: 'sending is enabled for each stream',
  reads: ['ses:GetConfigurationSet'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/monitoring-sender-reputation-pausing.html',
  judge: (observed) =>
    ofExisting(observed, ({ isSendingEnabled }, { name }) =>
      isSendingEnabled
        ? ok(name, 'is enabled')
        : failure(
            name,
            'sending is switched off: SES refuses every mail of this stream',
            'Find out who switched it off, and why; then switch it on. To stop a stream, pause it in the pipeline, which holds its mail.',
            aws(
              observed.place,
              `sesv2 put-configuration-set-sending-options --configuration-set-name ${name} --sending-enabled`,
            ),
          ),
    ),
};

/** Kinds of event that the pipeline needs, and the topic to which they go. */
const neededTypes: Readonly<Record<string, TopicRole>> = {
  BOUNCE: 'feedback',
  COMPLAINT: 'feedback',
  SEND: 'deliveries',
  REJECT: 'deliveries',
  DELIVERY: 'deliveries',
  RENDERING_FAILURE: 'deliveries',
  DELIVERY_DELAY: 'deliveries',
};

const destinations: Check = {
  id: 'event-destinations',
  finds: 'kinds of event that no enabled destination takes to the pipeline',
  holds: 'every kind of event reaches the pipeline',
  reads: ['ses:GetConfigurationSetEventDestinations'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/event-destinations-manage.html',
  judge: (observed) =>
    observed.sets.flatMap(({ name, set, destinations: found }) =>
      set.kind === 'known' && set.value === null
        ? []
        : judged(found, name, (all) => judgeDestinations(observed, name, all)),
    ),
};

const judgeDestinations = (
  { topics, place }: Observed,
  name: string,
  all: readonly EventDestination[],
): Judgement => {
  const arnOf = (role: TopicRole) => topics.find((topic) => topic.role === role)?.arn;
  const lost = Object.entries(neededTypes).filter(
    ([type, role]) => !all.some((one) => takes(one, type, arnOf(role))),
  );
  const [first] = lost;
  if (first === undefined) return ok(name, 'every kind of event has an enabled destination');
  const disabled = all.find(
    (one) => !one.isEnabled && takes({ ...one, isEnabled: true }, first[0], arnOf(first[1])),
  );
  const says = `${lost.map(([type]) => type).join(', ')} ${lost.length === 1 ? 'does' : 'do'} not reach the pipeline`;
  if (disabled === undefined)
    return failure(
      name,
      says,
      `Let an event destination publish them to ${arnOf(first[1])}.`,
      aws(
        place,
        `sesv2 create-configuration-set-event-destination --configuration-set-name ${name} --event-destination-name doctor --event-destination '${JSON.stringify({ Enabled: true, MatchingEventTypes: lost.filter(([, role]) => role === first[1]).map(([type]) => type), SnsDestination: { TopicArn: arnOf(first[1]) } })}'`,
      ),
    );
  return failure(
    name,
    `${says}: the destination ${disabled.name} is switched off`,
    'Switch it on.',
    aws(
      place,
      `sesv2 update-configuration-set-event-destination --configuration-set-name ${name} --event-destination-name ${disabled.name} --event-destination '${JSON.stringify({ Enabled: true, MatchingEventTypes: disabled.types, SnsDestination: { TopicArn: disabled.topicArn } })}'`,
    ),
  );
};

const takes = (
  { isEnabled, types, topicArn }: EventDestination,
  type: string,
  arn: string | undefined,
): boolean => isEnabled && topicArn === arn && types.includes(type);

const options: Check = {
  id: 'set-options',
  finds: 'TLS policy or reputation metrics of a configuration set that differ from the template',
  holds: 'the options are those of the template',
  reads: ['ses:GetConfigurationSet', 'cloudformation:GetTemplate'],
  source: 'https://docs.aws.amazon.com/ses/latest/dg/security-protocols.html',
  judge: (observed) =>
    judged(observed.stack, '', (stack) =>
      ofExisting(observed, (set, { name }) => {
        const meant = stack?.sets[name];
        if (meant === undefined) return ok(name, 'the template says nothing of it');
        const { tlsPolicy, reputationMetrics } = meant;
        if (set.tlsPolicy !== tlsPolicy)
          return warning(
            name,
            `its TLS policy is ${set.tlsPolicy}; the template says ${tlsPolicy}`,
            'Set it as the template has it, or deploy with another parameter.',
            aws(
              observed.place,
              `sesv2 put-configuration-set-delivery-options --configuration-set-name ${name} --tls-policy ${tlsPolicy}`,
            ),
          );
        return set.reputationMetrics === reputationMetrics
          ? ok(name, 'as in the template')
          : warning(
              name,
              `publishes ${set.reputationMetrics ? '' : 'no '}reputation metrics; the template says ${reputationMetrics ? 'on' : 'off'}`,
              'Set it as the template has it, or deploy with another parameter. They are billed.',
              aws(
                observed.place,
                `sesv2 put-configuration-set-reputation-options --configuration-set-name ${name} --${reputationMetrics ? '' : 'no-'}reputation-metrics-enabled`,
              ),
            );
      }),
    ),
};

const suppression: Check = {
  id: 'set-suppression',
  finds: 'a configuration set that overrides the suppression list with fewer reasons',
  holds: 'no configuration set weakens the suppression list',
  reads: ['ses:GetConfigurationSet'],
  source:
    'https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list-config-level.html',
  judge: (observed) =>
    ofExisting(observed, ({ suppressedReasons: reasons }, { name }) =>
      reasons === undefined || ['BOUNCE', 'COMPLAINT'].every((one) => reasons.includes(one))
        ? ok(name, 'suppresses as the account does')
        : warning(
            name,
            `suppresses only ${reasons.length === 0 ? 'nothing' : reasons.join(', ')}, whatever the account's list says`,
            'Let it suppress both.',
            aws(
              observed.place,
              `sesv2 put-configuration-set-suppression-options --configuration-set-name ${name} --suppressed-reasons BOUNCE COMPLAINT`,
            ),
          ),
    ),
};

/** The configuration set of each stream. */
export const setChecks: readonly Check[] = [exist, sending, destinations, options, suppression];
