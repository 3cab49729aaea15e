import type { DeploymentEnd } from '../../../shared/deployment/deploy-stage.ts';
import { productionAccessCommand } from '../../../shared/deployment/production-access.ts';
import { type CommandIo, printable } from '../../command-io.ts';
import { printDetails } from '../../terminal/details.ts';
import { paint } from '../../terminal/paint.ts';
import type { DeploymentPlan } from './print-plan.ts';

/** How a deployment ended, and what is known of what is left to do. */
export interface Outcome {
  readonly plan: DeploymentPlan;
  readonly end: DeploymentEnd;
  /** Domain to send from; undefined when nothing was said about one. */
  readonly domain: string | undefined;
  /** Whether its identity is there, and its DNS records were printed. */
  readonly hasIdentity: boolean;
}

/** Says what was made, what is left to do, and what a service that sends mail needs. */
export const printOutcome = (outcome: Outcome, io: CommandIo): void => {
  const { stack } = outcome.end;
  printDetails(
    [{ text: 'Made', tone: 'heading' }],
    shown.flatMap(([label, output]) => {
      const text = stack.outputs[output];
      return text === undefined ? [] : [{ label, text }];
    }),
    io,
  );
  const left = leftToDo(outcome);
  io.print(paint(io.screen, 'heading', 'Left to do'));
  if (left.length === 0) io.print('  nothing');
  left.forEach(([what, ...commands], index) => {
    io.print(`  ${index + 1}. ${printable(what)}`);
    for (const command of commands) io.print(`     ${command}`);
  });
  io.print(paint(io.screen, 'heading', 'A service that sends mail needs'));
  for (const line of serviceLines(outcome)) io.print(`  ${line}`);
};

/** Label, and name of the output. */
const shown: readonly (readonly [label: string, output: string])[] = [
  ['mail queue', 'TransactionalQueueUrl'],
  ['bulk queue', 'BulkQueueUrl'],
  ['bucket', 'PayloadBucketName'],
  ['API', 'ApiUrl'],
  ['webhook', 'WebhookUrl'],
  ['policy', 'ProducerPolicyArn'],
  ['alarms', 'AlarmTopicArn'],
];

const leftToDo = ({
  plan: { service, sending },
  domain,
  hasIdentity,
}: Outcome): readonly (readonly [what: string, ...commands: string[]])[] => {
  const { region, stage } = service;
  const alert = service.parameters.alarmEmail ?? '';
  return [
    ...(domain === undefined
      ? []
      : [
          [
            hasIdentity
              ? `Enter the DNS records of ${domain} that are missing above, then wait for SES:`
              : `Verify ${domain}: create its identity, and enter the DNS records that it prints.`,
            `npx ses-pipeline --stage ${stage} --region ${region} identity ${hasIdentity ? 'check' : 'create'} ${domain}${hasIdentity ? ' --wait' : ''}`,
          ] as const,
        ]),
    ...(sending === undefined || sending.hasProductionAccess
      ? []
      : [
          [
            sending.review === 'PENDING'
              ? 'Wait for production access: AWS is looking at your request. Until then SES sends only to verified addresses and the mailbox simulator.'
              : `Ask for production access: until then SES sends ${sending.perDay} mails a day, and only to verified addresses and the mailbox simulator. Replace what stands in capitals, then run:`,
            ...(sending.review === 'PENDING' ? [] : [productionAccessCommand({ region, domain })]),
          ] as const,
        ]),
    ...(alert === ''
      ? [
          [
            'Nobody gets the alarms. Name an address:',
            `npx ses-pipeline --stage ${stage} --region ${region} deploy --alert-address ops@example.com`,
          ] as const,
        ]
      : [[`Confirm the alarms: AWS sends ${alert} a mail with a link, once.`] as const]),
    ...(sending === undefined || sending.isEnabled
      ? []
      : [
          [
            'Sending is switched off for this account. Find out why, then:',
            `aws sesv2 put-account-sending-attributes --sending-enabled --region ${region}`,
          ] as const,
        ]),
  ];
};

const serviceLines = ({ plan: { service }, end }: Outcome): readonly string[] => [
  `its role: aws iam attach-role-policy --role-name ROLE-OF-THE-SERVICE --policy-arn ${end.stack.outputs.ProducerPolicyArn ?? 'PRODUCER-POLICY-ARN'}`,
  `its code: await enqueueEmail(connectPipeline({ stage: '${service.stage}', region: '${service.region}' }), { from: 'shop@example.com', to: ['jane@example.org'], subject: 'Hi', text: 'Hello' });`,
];
