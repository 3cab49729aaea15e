import * as z from 'zod';
import { restIdentityCalls } from './rest-identity-calls.ts';
import {
  filter,
  name,
  page,
  reasons,
  resourceTags,
  scope,
  text,
  threshold,
  time,
} from './rest-members.ts';
import { restSendingCalls } from './rest-sending-calls.ts';
import { restSetCalls } from './rest-set-calls.ts';

const templateContent = z.object({
  Subject: text.optional(),
  Text: text.optional(),
  Html: text.optional(),
});
const onTemplate = { TemplateName: name };

const templates = {
  CreateEmailTemplate: z.object({
    ...onTemplate,
    TemplateContent: templateContent,
    Tags: resourceTags,
  }),
  GetEmailTemplate: z.object(onTemplate),
  UpdateEmailTemplate: z.object({ ...onTemplate, TemplateContent: templateContent }),
  DeleteEmailTemplate: z.object(onTemplate),
  ListEmailTemplates: z.object(page),
  TestRenderEmailTemplate: z.object({ ...onTemplate, TemplateData: text.max(262_144) }),
};

const account = {
  GetAccount: z.object({}),
  ListRecommendations: z.object({ ...page, Filter: filter }),
  PutAccountSendingAttributes: z.object({ SendingEnabled: z.boolean().default(false) }),
  PutAccountSuppressionAttributes: z.object({
    SuppressedReasons: reasons.default([]),
    ValidationAttributes: z.object({ ConditionThreshold: threshold }).optional(),
  }),
};

const onAddress = { EmailAddress: text, TenantName: name.optional() };

const suppressions = {
  PutSuppressedDestination: z.object({ ...onAddress, Reason: z.enum(['BOUNCE', 'COMPLAINT']) }),
  GetSuppressedDestination: z.object(onAddress),
  DeleteSuppressedDestination: z.object(onAddress),
  ListSuppressedDestinations: z.object({
    Reasons: reasons.default([]),
    StartDate: time.optional(),
    EndDate: time.optional(),
    TenantName: name.optional(),
    ...page,
  }),
};

// SES has its own error text for a missing tenant name, so it may be absent here.
const onTenant = { TenantName: text.optional() };
const suppression = { SuppressedReasons: reasons.optional(), SuppressionScope: scope.optional() };
const association = z.object({ ...onTenant, ResourceArn: text });
const entity = {
  ReputationEntityReference: name,
  ReputationEntityType: z.enum(['RESOURCE']),
};

const tenants = {
  CreateTenant: z.object({
    ...onTenant,
    Tags: resourceTags,
    SuppressionAttributes: z.object(suppression).optional(),
  }),
  GetTenant: z.object(onTenant),
  ListTenants: z.object({ ...page, Filter: filter }),
  DeleteTenant: z.object(onTenant),
  PutTenantSuppressionAttributes: z.object({ ...onTenant, ...suppression }),
  CreateTenantResourceAssociation: association,
  DeleteTenantResourceAssociation: association,
  ListTenantResources: z.object({ ...onTenant, ...page, Filter: filter }),
  ListResourceTenants: z.object({ ResourceArn: text, ...page }),
  GetReputationEntity: z.object(entity),
  UpdateReputationEntityPolicy: z.object({ ...entity, ReputationEntityPolicy: name }),
  UpdateReputationEntityCustomerManagedStatus: z.object({
    ...entity,
    SendingStatus: z.enum(['ENABLED', 'REINSTATED', 'DISABLED']),
  }),
};

/** Members of the other calls of API v2. */
export const restControlCalls = {
  ...account,
  ...suppressions,
  ...templates,
  ...restIdentityCalls,
  ...restSetCalls,
  ...tenants,
};

/**
 * Members of the supported calls of API v2, including those in the URL.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html
 */
export const restCalls = { ...restSendingCalls, ...restControlCalls };

export type RestControlName = keyof typeof restControlCalls;

export type RestName = keyof typeof restCalls;
