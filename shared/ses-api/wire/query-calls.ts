import * as z from 'zod';
import { blob, destination, flag, list, tags, templateData, text, whole } from './query-members.ts';

const content = z.object({ Data: text, Charset: text.optional() });

/** Members of all calls that hand in a mail in parts. */
const sending = {
  Source: text,
  ReplyToAddresses: list(text).default([]),
  ReturnPath: text.optional(),
  SourceArn: text.optional(),
  ReturnPathArn: text.optional(),
  ConfigurationSetName: text.optional(),
};

/**
 * Members of the sending calls of API v1.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_Operations.html
 */
export const querySendingCalls = {
  SendEmail: z.object({
    ...sending,
    Destination: destination,
    Message: z.object({
      Subject: content,
      Body: z.object({ Text: content.optional(), Html: content.optional() }),
    }),
    Tags: tags,
  }),
  SendRawEmail: z.object({
    Source: text.optional(),
    Destinations: list(text).default([]),
    RawMessage: z.object({ Data: blob }),
    FromArn: text.optional(),
    SourceArn: text.optional(),
    ReturnPathArn: text.optional(),
    Tags: tags,
    ConfigurationSetName: text.optional(),
  }),
  SendTemplatedEmail: z.object({
    ...sending,
    Destination: destination,
    Tags: tags,
    Template: text,
    TemplateArn: text.optional(),
    TemplateData: templateData,
  }),
  SendBulkTemplatedEmail: z.object({
    ...sending,
    DefaultTags: tags,
    Template: text,
    TemplateArn: text.optional(),
    DefaultTemplateData: templateData,
    Destinations: list(
      z.object({
        Destination: destination,
        ReplacementTags: tags,
        ReplacementTemplateData: templateData.optional(),
      }),
    ),
  }),
};

const onIdentity = { Identity: text };
const onSet = { ConfigurationSetName: text };
const page = { NextToken: text.optional(), MaxItems: whole.optional() };
const template = z.object({
  Template: z.object({
    TemplateName: text,
    SubjectPart: text.optional(),
    TextPart: text.optional(),
    HtmlPart: text.optional(),
  }),
});
const identities = z.object({ Identities: list(text) });
const none = z.object({});

const eventDestination = z.object({
  ...onSet,
  EventDestination: z.object({
    Name: text,
    Enabled: flag.optional(),
    MatchingEventTypes: list(
      z.enum([
        'send',
        'reject',
        'bounce',
        'complaint',
        'delivery',
        'open',
        'click',
        'renderingFailure',
      ]),
    ),
    SNSDestination: z.object({ TopicARN: text }).optional(),
    KinesisFirehoseDestination: z.object({ IAMRoleARN: text, DeliveryStreamARN: text }).optional(),
    CloudWatchDestination: z
      .object({
        DimensionConfigurations: list(
          z.object({
            DimensionName: text,
            DimensionValueSource: z.enum(['messageTag', 'emailHeader', 'linkTag']),
            DefaultDimensionValue: text,
          }),
        ),
      })
      .optional(),
  }),
});

const trackingOptions = z.object({
  ...onSet,
  TrackingOptions: z.object({ CustomRedirectDomain: text.optional() }),
});

/** Members of every other supported call of API v1. */
export const queryControlCalls = {
  GetSendQuota: none,
  GetSendStatistics: none,
  GetAccountSendingEnabled: none,
  UpdateAccountSendingEnabled: z.object({ Enabled: flag.optional() }),
  VerifyEmailAddress: z.object({ EmailAddress: text }),
  VerifyEmailIdentity: z.object({ EmailAddress: text }),
  ListVerifiedEmailAddresses: none,
  DeleteVerifiedEmailAddress: z.object({ EmailAddress: text }),
  VerifyDomainIdentity: z.object({ Domain: text }),
  VerifyDomainDkim: z.object({ Domain: text }),
  DeleteIdentity: z.object(onIdentity),
  ListIdentities: z.object({
    IdentityType: z.enum(['EmailAddress', 'Domain']).optional(),
    ...page,
  }),
  GetIdentityVerificationAttributes: identities,
  GetIdentityDkimAttributes: identities,
  GetIdentityMailFromDomainAttributes: identities,
  GetIdentityNotificationAttributes: identities,
  // SES has its own error text for an unknown type, so any text is accepted here.
  SetIdentityNotificationTopic: z.object({
    ...onIdentity,
    NotificationType: text,
    SnsTopic: text.optional(),
  }),
  SetIdentityHeadersInNotificationsEnabled: z.object({
    ...onIdentity,
    NotificationType: text,
    Enabled: flag,
  }),
  SetIdentityFeedbackForwardingEnabled: z.object({ ...onIdentity, ForwardingEnabled: flag }),
  SetIdentityMailFromDomain: z.object({
    ...onIdentity,
    MailFromDomain: text.optional(),
    BehaviorOnMXFailure: z.enum(['UseDefaultValue', 'RejectMessage']).optional(),
  }),
  SetIdentityDkimEnabled: z.object({ ...onIdentity, DkimEnabled: flag }),
  CreateTemplate: template,
  UpdateTemplate: template,
  GetTemplate: z.object({ TemplateName: text }),
  DeleteTemplate: z.object({ TemplateName: text }),
  ListTemplates: z.object(page),
  TestRenderTemplate: z.object({ TemplateName: text, TemplateData: templateData }),
  CreateConfigurationSet: z.object({ ConfigurationSet: z.object({ Name: text }) }),
  DescribeConfigurationSet: z.object({
    ...onSet,
    ConfigurationSetAttributeNames: list(
      z.enum(['eventDestinations', 'trackingOptions', 'deliveryOptions', 'reputationOptions']),
    ).default([]),
  }),
  DeleteConfigurationSet: z.object(onSet),
  ListConfigurationSets: z.object(page),
  CreateConfigurationSetEventDestination: eventDestination,
  UpdateConfigurationSetEventDestination: eventDestination,
  DeleteConfigurationSetEventDestination: z.object({ ...onSet, EventDestinationName: text }),
  UpdateConfigurationSetSendingEnabled: z.object({ ...onSet, Enabled: flag }),
  UpdateConfigurationSetReputationMetricsEnabled: z.object({ ...onSet, Enabled: flag }),
  PutConfigurationSetDeliveryOptions: z.object({
    ...onSet,
    DeliveryOptions: z.object({ TlsPolicy: z.enum(['Require', 'Optional']).optional() }).optional(),
  }),
  CreateConfigurationSetTrackingOptions: trackingOptions,
  UpdateConfigurationSetTrackingOptions: trackingOptions,
  DeleteConfigurationSetTrackingOptions: z.object(onSet),
};

export const queryCalls = { ...querySendingCalls, ...queryControlCalls };

export type QuerySendingName = keyof typeof querySendingCalls;

export type QueryControlName = keyof typeof queryControlCalls;
