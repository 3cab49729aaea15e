import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';

// Members that SES has and the simulator has not. A call that names one is refused, for its effect
// would be missing.

const arns = ['SourceArn', 'FromArn', 'ReturnPathArn', 'TemplateArn'];

const senderArns = [
  'FromEmailAddressIdentityArn',
  'FeedbackForwardingEmailAddressIdentityArn',
  'EndpointId',
  'ConfigurationOverrides',
];

const setOptions = [
  'SendingPoolName',
  'MaxDeliverySeconds',
  'SharedPoolDeliveryMode',
  'ValidationOptions',
];

const destinations = [
  'KinesisFirehoseDestination',
  'CloudWatchDestination',
  'EventBridgeDestination',
  'PinpointDestination',
].map((name) => `EventDestination.${name}`);

/** Paths of members; each stands for all that is in it. */
const notSimulated: ReadonlyMap<string, readonly string[]> = new Map([
  ['v1 SendEmail', arns],
  ['v1 SendRawEmail', arns],
  ['v1 SendTemplatedEmail', arns],
  ['v1 SendBulkTemplatedEmail', arns],
  ['v1 CreateConfigurationSetEventDestination', destinations],
  ['v1 UpdateConfigurationSetEventDestination', destinations],
  ['v2 SendEmail', [...senderArns, 'Content.Template.TemplateArn']],
  ['v2 SendBulkEmail', [...senderArns, 'DefaultContent.Template.TemplateArn']],
  ['v2 PutAccountSuppressionAttributes', ['ValidationAttributes']],
  ['v2 CreateEmailIdentity', ['DkimSigningAttributes']],
  [
    'v2 CreateConfigurationSet',
    [
      ...setOptions.flatMap((name) => [`DeliveryOptions.${name}`, `SuppressionOptions.${name}`]),
      'ReputationOptions.LastFreshStart',
      'VdmOptions',
      'ArchivingOptions',
      'MessageSecurityOptions',
    ],
  ],
  ['v2 PutConfigurationSetDeliveryOptions', setOptions],
  ['v2 PutConfigurationSetSuppressionOptions', setOptions],
  ['v2 CreateConfigurationSetEventDestination', destinations],
  ['v2 UpdateConfigurationSetEventDestination', destinations],
]);

/**
 * Why the call is refused for a member that SES has and the simulator has not, if it is.
 *
 * @param call - `v1` or `v2`, and the name
 */
export const checkSimulated = (call: string, members: unknown): Refusal | undefined => {
  const paths = notSimulated.get(call) ?? [];
  for (const [path, value] of valuesWithin(members)) {
    if (paths.some((one) => path === one || path.startsWith(`${one}.`)))
      return invalidParameter(
        `The simulator does not simulate ${path}: leave it out, or try it with SES itself.`,
      );
    if (path.endsWith('.Charset') && !/^(?:utf-?8|us-ascii)$/i.test(value))
      return invalidParameter(`The simulator writes UTF-8 alone: ${path} must be UTF-8 or absent.`);
    if (path.endsWith('.ContentTransferEncoding') && value !== 'BASE64')
      return invalidParameter(
        `The simulator writes attachments in base64 alone: ${path} must be BASE64 or absent.`,
      );
  }
  return undefined;
};

/** Paths and values of what a call says; `[]` stands for any place of a list. */
function* valuesWithin(
  value: unknown,
  path = '',
): Generator<readonly [path: string, value: string]> {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) for (const item of value) yield* valuesWithin(item, `${path}[]`);
  else if (typeof value === 'object')
    for (const [name, inner] of Object.entries(value))
      yield* valuesWithin(inner, path === '' ? name : `${path}.${name}`);
  else yield [path, String(value)];
}
