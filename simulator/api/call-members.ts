/** What may stand in a member of a call. */
export type MemberKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  /**
   * SES has it and the simulator has not; a call that names it is refused, for its effect would be
   * missing.
   */
  | { readonly kind: 'not-simulated' };

export type CallMembers = ReadonlyMap<string, MemberKind>;

const kindOf = (text: string | undefined): MemberKind => {
  if (text === undefined) return { kind: 'text' };
  if (text === 'boolean' || text === 'integer' || text === 'timestamp') return { kind: text };
  return text === 'no' ? { kind: 'not-simulated' } : { kind: 'one-of', values: text.split('|') };
};

/**
 * Reads `Path`, `Path:boolean`, `Path:integer`, `Path:timestamp`, `Path:A|B` and `Path:no` (not
 * simulated); `[]` stands for any place of a list.
 */
const membersOf = (text: string): CallMembers =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        const [path = '', kind] = word.split(':');
        return [path, kindOf(kind)] as const;
      }),
  );

const byCall = (calls: Readonly<Record<string, string>>): ReadonlyMap<string, CallMembers> =>
  new Map(Object.entries(calls).map(([name, text]) => [name, membersOf(text)]));

const destination =
  'Destination.ToAddresses[] Destination.CcAddresses[] Destination.BccAddresses[]';
const charset = 'UTF-8|utf-8|utf8|US-ASCII|us-ascii';
const sending = `Source ReplyToAddresses[] ReturnPath ConfigurationSetName SourceArn:no ReturnPathArn:no`;
const tags = (name: string): string => `${name}[].Name ${name}[].Value`;
const template = 'Template.TemplateName Template.SubjectPart Template.TextPart Template.HtmlPart';
const notificationType = 'NotificationType:Bounce|Complaint|Delivery';
const eventDestination = `ConfigurationSetName EventDestination.Name EventDestination.Enabled:boolean
  EventDestination.MatchingEventTypes[]:send|reject|bounce|complaint|delivery|open|click|renderingFailure
  EventDestination.SNSDestination.TopicARN
  EventDestination.KinesisFirehoseDestination.IAMRoleARN:no
  EventDestination.KinesisFirehoseDestination.DeliveryStreamARN:no
  EventDestination.CloudWatchDestination.DimensionConfigurations[].DimensionName:no
  EventDestination.CloudWatchDestination.DimensionConfigurations[].DimensionValueSource:no
  EventDestination.CloudWatchDestination.DimensionConfigurations[].DefaultDimensionValue:no`;
const page = 'NextToken MaxItems:integer';
const trackingOptions = 'ConfigurationSetName TrackingOptions.CustomRedirectDomain';

/**
 * Members of the calls of the v1 API.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_Operations.html
 */
export const queryMembers = byCall({
  SendEmail: `${sending} ${destination} ${tags('Tags')} Message.Subject.Data Message.Subject.Charset:${charset}
    Message.Body.Text.Data Message.Body.Text.Charset:${charset} Message.Body.Html.Data Message.Body.Html.Charset:${charset}`,
  SendRawEmail: `Source Destinations[] RawMessage.Data FromArn:no SourceArn:no ReturnPathArn:no ${tags('Tags')} ConfigurationSetName`,
  SendTemplatedEmail: `${sending} ${destination} ${tags('Tags')} Template TemplateArn:no TemplateData`,
  SendBulkTemplatedEmail: `${sending} ${tags('DefaultTags')} Template TemplateArn:no DefaultTemplateData
    Destinations[].Destination.ToAddresses[] Destinations[].Destination.CcAddresses[] Destinations[].Destination.BccAddresses[]
    ${tags('Destinations[].ReplacementTags')} Destinations[].ReplacementTemplateData`,
  GetSendQuota: '',
  GetSendStatistics: '',
  GetAccountSendingEnabled: '',
  UpdateAccountSendingEnabled: 'Enabled:boolean',
  VerifyEmailIdentity: 'EmailAddress',
  VerifyDomainIdentity: 'Domain',
  VerifyDomainDkim: 'Domain',
  DeleteIdentity: 'Identity',
  ListIdentities: `IdentityType:EmailAddress|Domain ${page}`,
  GetIdentityVerificationAttributes: 'Identities[]',
  GetIdentityDkimAttributes: 'Identities[]',
  GetIdentityMailFromDomainAttributes: 'Identities[]',
  GetIdentityNotificationAttributes: 'Identities[]',
  SetIdentityNotificationTopic: `Identity ${notificationType} SnsTopic`,
  SetIdentityHeadersInNotificationsEnabled: `Identity ${notificationType} Enabled:boolean`,
  SetIdentityFeedbackForwardingEnabled: 'Identity ForwardingEnabled:boolean',
  SetIdentityMailFromDomain:
    'Identity MailFromDomain BehaviorOnMXFailure:UseDefaultValue|RejectMessage',
  SetIdentityDkimEnabled: 'Identity DkimEnabled:boolean',
  CreateTemplate: template,
  UpdateTemplate: template,
  GetTemplate: 'TemplateName',
  DeleteTemplate: 'TemplateName',
  ListTemplates: page,
  TestRenderTemplate: 'TemplateName TemplateData',
  CreateConfigurationSet: 'ConfigurationSet.Name',
  DescribeConfigurationSet:
    'ConfigurationSetName ConfigurationSetAttributeNames[]:eventDestinations|trackingOptions|deliveryOptions|reputationOptions',
  DeleteConfigurationSet: 'ConfigurationSetName',
  ListConfigurationSets: page,
  CreateConfigurationSetEventDestination: eventDestination,
  UpdateConfigurationSetEventDestination: eventDestination,
  DeleteConfigurationSetEventDestination: 'ConfigurationSetName EventDestinationName',
  UpdateConfigurationSetSendingEnabled: 'ConfigurationSetName Enabled:boolean',
  UpdateConfigurationSetReputationMetricsEnabled: 'ConfigurationSetName Enabled:boolean',
  PutConfigurationSetDeliveryOptions:
    'ConfigurationSetName DeliveryOptions.TlsPolicy:Require|Optional',
  CreateConfigurationSetTrackingOptions: trackingOptions,
  UpdateConfigurationSetTrackingOptions: trackingOptions,
  DeleteConfigurationSetTrackingOptions: 'ConfigurationSetName',
});

const attachments = (content: string): string =>
  ['RawContent', 'FileName', 'ContentType']
    .map((name) => `${content}.Attachments[].${name}`)
    .concat(
      ['ContentDisposition', 'ContentDescription', 'ContentId', 'ContentTransferEncoding'].map(
        (name) => `${content}.Attachments[].${name}:no`,
      ),
    )
    .join(' ');

const listPage = 'NextToken PageSize:integer';
const reputationEntity = 'ReputationEntityReference ReputationEntityType:RESOURCE';

/**
 * Members of the calls of the v2 API, those in the address among them.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html
 */
export const restMembers = byCall({
  SendEmail: `FromEmailAddress FromEmailAddressIdentityArn:no ${destination} ReplyToAddresses[]
    FeedbackForwardingEmailAddress FeedbackForwardingEmailAddressIdentityArn:no
    Content.Simple.Subject.Data Content.Simple.Subject.Charset:${charset}
    Content.Simple.Body.Text.Data Content.Simple.Body.Text.Charset:${charset}
    Content.Simple.Body.Html.Data Content.Simple.Body.Html.Charset:${charset}
    ${tags('Content.Simple.Headers')} ${attachments('Content.Simple')} Content.Raw.Data
    Content.Template.TemplateName Content.Template.TemplateArn:no Content.Template.TemplateContent.Subject
    Content.Template.TemplateContent.Text Content.Template.TemplateContent.Html Content.Template.TemplateData
    ${tags('Content.Template.Headers')} ${attachments('Content.Template')}
    ${tags('EmailTags')} ConfigurationSetName EndpointId:no TenantName ListManagementOptions.ContactListName
    ListManagementOptions.TopicName ConfigurationOverrides:no`,
  GetAccount: '',
  PutAccountSendingAttributes: 'SendingEnabled:boolean',
  PutSuppressedDestination: 'EmailAddress Reason:BOUNCE|COMPLAINT TenantName:no',
  ListSuppressedDestinations:
    'Reasons[]:BOUNCE|COMPLAINT StartDate:timestamp EndDate:timestamp NextToken PageSize:integer TenantName:no',
  GetSuppressedDestination: 'EmailAddress TenantName:no',
  DeleteSuppressedDestination: 'EmailAddress TenantName:no',
  CreateTenant: `TenantName Tags[].Key Tags[].Value SuppressionAttributes.SuppressedReasons[]:BOUNCE|COMPLAINT
    SuppressionAttributes.SuppressionScope:ACCOUNT|TENANT`,
  GetTenant: 'TenantName',
  ListTenants: `${listPage} Filter:no`,
  DeleteTenant: 'TenantName',
  CreateTenantResourceAssociation: 'TenantName ResourceArn',
  DeleteTenantResourceAssociation: 'TenantName ResourceArn',
  ListTenantResources: `TenantName Filter ${listPage}`,
  ListResourceTenants: `ResourceArn ${listPage}`,
  GetReputationEntity: reputationEntity,
  UpdateReputationEntityCustomerManagedStatus: `${reputationEntity} SendingStatus:ENABLED|REINSTATED|DISABLED`,
  UpdateReputationEntityPolicy: `${reputationEntity} ReputationEntityPolicy`,
});
