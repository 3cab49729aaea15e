import type { RestName } from './rest-calls.ts';

/** Method and path of a call of API v2. */
export interface RestRoute {
  readonly name: RestName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/v2/email/`; members of the call in braces. */
  readonly path: string;
}

const account = 'account';
const address = 'suppression/addresses/{EmailAddress}';
const identity = 'identities/{EmailIdentity}';
const set = 'configuration-sets/{ConfigurationSetName}';
const destinations = `${set}/event-destinations`;
const destination = `${destinations}/{EventDestinationName}`;
const template = 'templates/{TemplateName}';
const entity = 'reputation/entities/{ReputationEntityType}/{ReputationEntityReference}';

/** Routes of API v2, by which a request's method and path select the call. */
export const restRoutes: readonly RestRoute[] = [
  { name: 'SendEmail', method: 'POST', path: 'outbound-emails' },
  { name: 'SendBulkEmail', method: 'POST', path: 'outbound-bulk-emails' },
  { name: 'GetAccount', method: 'GET', path: account },
  { name: 'ListRecommendations', method: 'POST', path: 'vdm/recommendations' },
  { name: 'PutAccountSendingAttributes', method: 'PUT', path: `${account}/sending` },
  { name: 'PutAccountSuppressionAttributes', method: 'PUT', path: `${account}/suppression` },
  { name: 'PutSuppressedDestination', method: 'PUT', path: 'suppression/addresses' },
  { name: 'ListSuppressedDestinations', method: 'GET', path: 'suppression/addresses' },
  { name: 'GetSuppressedDestination', method: 'GET', path: address },
  { name: 'DeleteSuppressedDestination', method: 'DELETE', path: address },
  { name: 'CreateEmailTemplate', method: 'POST', path: 'templates' },
  { name: 'ListEmailTemplates', method: 'GET', path: 'templates' },
  { name: 'GetEmailTemplate', method: 'GET', path: template },
  { name: 'UpdateEmailTemplate', method: 'PUT', path: template },
  { name: 'DeleteEmailTemplate', method: 'DELETE', path: template },
  { name: 'TestRenderEmailTemplate', method: 'POST', path: `${template}/render` },
  { name: 'CreateEmailIdentity', method: 'POST', path: 'identities' },
  { name: 'ListEmailIdentities', method: 'GET', path: 'identities' },
  // Newer SDKs list with a filter in a body.
  { name: 'ListEmailIdentities', method: 'POST', path: 'list-identities' },
  { name: 'GetEmailIdentity', method: 'GET', path: identity },
  { name: 'DeleteEmailIdentity', method: 'DELETE', path: identity },
  { name: 'PutEmailIdentityDkimAttributes', method: 'PUT', path: `${identity}/dkim` },
  {
    name: 'PutEmailIdentityDkimSigningAttributes',
    method: 'PUT',
    path: `${identity}/dkim/signing`,
  },
  { name: 'PutEmailIdentityMailFromAttributes', method: 'PUT', path: `${identity}/mail-from` },
  { name: 'PutEmailIdentityFeedbackAttributes', method: 'PUT', path: `${identity}/feedback` },
  {
    name: 'PutEmailIdentityConfigurationSetAttributes',
    method: 'PUT',
    path: `${identity}/configuration-set`,
  },
  { name: 'CreateConfigurationSet', method: 'POST', path: 'configuration-sets' },
  { name: 'ListConfigurationSets', method: 'GET', path: 'configuration-sets' },
  { name: 'ListConfigurationSets', method: 'POST', path: 'list-configuration-sets' },
  { name: 'GetConfigurationSet', method: 'GET', path: set },
  { name: 'DeleteConfigurationSet', method: 'DELETE', path: set },
  { name: 'PutConfigurationSetTrackingOptions', method: 'PUT', path: `${set}/tracking-options` },
  { name: 'PutConfigurationSetDeliveryOptions', method: 'PUT', path: `${set}/delivery-options` },
  {
    name: 'PutConfigurationSetReputationOptions',
    method: 'PUT',
    path: `${set}/reputation-options`,
  },
  { name: 'PutConfigurationSetSendingOptions', method: 'PUT', path: `${set}/sending` },
  {
    name: 'PutConfigurationSetSuppressionOptions',
    method: 'PUT',
    path: `${set}/suppression-options`,
  },
  { name: 'CreateConfigurationSetEventDestination', method: 'POST', path: destinations },
  { name: 'GetConfigurationSetEventDestinations', method: 'GET', path: destinations },
  { name: 'UpdateConfigurationSetEventDestination', method: 'PUT', path: destination },
  { name: 'DeleteConfigurationSetEventDestination', method: 'DELETE', path: destination },
  { name: 'CreateTenant', method: 'POST', path: 'tenants' },
  { name: 'GetTenant', method: 'POST', path: 'tenants/get' },
  { name: 'ListTenants', method: 'POST', path: 'tenants/list' },
  { name: 'DeleteTenant', method: 'POST', path: 'tenants/delete' },
  { name: 'PutTenantSuppressionAttributes', method: 'POST', path: 'tenant/suppression' },
  { name: 'CreateTenantResourceAssociation', method: 'POST', path: 'tenants/resources' },
  { name: 'DeleteTenantResourceAssociation', method: 'POST', path: 'tenants/resources/delete' },
  { name: 'ListTenantResources', method: 'POST', path: 'tenants/resources/list' },
  { name: 'ListResourceTenants', method: 'POST', path: 'resources/tenants/list' },
  { name: 'GetReputationEntity', method: 'GET', path: entity },
  { name: 'UpdateReputationEntityPolicy', method: 'PUT', path: `${entity}/policy` },
  {
    name: 'UpdateReputationEntityCustomerManagedStatus',
    method: 'PUT',
    path: `${entity}/customer-managed-status`,
  },
];
