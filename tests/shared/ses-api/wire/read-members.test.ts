import { describe, expect, it } from '@jest/globals';
import { queryCalls } from '../../../../shared/ses-api/wire/query-calls.ts';
import { readMembers } from '../../../../shared/ses-api/wire/read-members.ts';
import { readRestCall } from '../../../../shared/ses-api/wire/rest-call.ts';
import { restCalls } from '../../../../shared/ses-api/wire/rest-calls.ts';

const v1 = <Name extends keyof typeof queryCalls>(name: Name, members: unknown) =>
  readMembers(queryCalls[name], members, 'query');

const v2 = <Name extends keyof typeof restCalls>(name: Name, members: unknown) =>
  readMembers(restCalls[name], members, 'rest');

const validation = (problem: string) => ({
  kind: 'refused',
  code: 'ValidationError',
  message: `1 validation error detected: ${problem}`,
  status: 400,
});

describe('readMembers', () => {
  it('passes over members that SES does not have', () => {
    expect(v1('GetTemplate', { TemplateName: 'a', Unheard: { Of: '1' } })).toEqual({
      kind: 'read',
      input: { TemplateName: 'a' },
    });
  });

  it('names a member that is missing, as each API does', () => {
    expect(v1('SendEmail', { Source: 'a', Message: { Subject: { Data: '' }, Body: {} } })).toEqual(
      validation(
        "Value null at 'destination' failed to satisfy constraint: Member must not be null",
      ),
    );
    expect(v2('CreateTenantResourceAssociation', { TenantName: 'a' })).toEqual(
      validation("Value at 'resourceArn' failed to satisfy constraint: Member must not be null"),
    );
  });

  it('names a value that an enumeration does not have, alone and in a list', () => {
    expect(
      v1('PutConfigurationSetDeliveryOptions', {
        ConfigurationSetName: 'a',
        DeliveryOptions: { TlsPolicy: 'Sometimes' },
      }),
    ).toEqual(
      validation(
        "Value 'Sometimes' at 'deliveryOptions.tlsPolicy' failed to satisfy constraint: Member must satisfy enum value set: [Require, Optional]",
      ),
    );
    expect(
      v1('DescribeConfigurationSet', {
        ConfigurationSetName: 'a',
        ConfigurationSetAttributeNames: ['none'],
      }),
    ).toMatchObject({
      message: expect.stringContaining(
        "Value '[none]' at 'configurationSetAttributeNames' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set:",
      ),
    });
  });

  it('counts the problems, and names ten at the most', () => {
    const tags = Array.from({ length: 12 }, () => ({ Key: '', Value: 'x' }));

    expect(v2('CreateTenant', { TenantName: 'a', Tags: tags })).toMatchObject({
      message: expect.stringMatching(/^10 validation errors detected: /),
    });
  });

  it.each([
    [() => v1('UpdateAccountSendingEnabled', { Enabled: 'maybe' }), 'MalformedInput'],
    [() => v1('ListTemplates', { MaxItems: 'ten' }), 'MalformedInput'],
    [() => v1('SendRawEmail', { RawMessage: 'x' }), 'MalformedInput'],
    [() => v2('PutAccountSendingAttributes', { SendingEnabled: 'yes' }), 'SerializationException'],
    [() => v2('GetTenant', { TenantName: 5 }), 'SerializationException'],
  ])('refuses a value of another type: %#', (read, code) => {
    expect(read()).toMatchObject({ kind: 'refused', code });
  });

  it('bounds a list', () => {
    const many = Array.from({ length: 1001 }, () => 'a');

    expect(v1('GetIdentityDkimAttributes', { Identities: many })).toEqual(
      validation(
        "Value '' at 'identities' failed to satisfy constraint: Member must have length less than or equal to 1000",
      ),
    );
  });
});

describe('readRestCall', () => {
  const call = (method: string, url: string, body = '') => readRestCall({ method, url, body });

  it('puts members of path, query and body together', () => {
    expect(
      call('GET', '/v2/email/suppression/addresses?Reason=BOUNCE&Reason=COMPLAINT&PageSize=5'),
    ).toEqual({
      kind: 'call',
      name: 'ListSuppressedDestinations',
      members: { Reasons: ['BOUNCE', 'COMPLAINT'], PageSize: '5' },
    });
    expect(
      call('PUT', '/v2/email/identities/a%2Bb%40example.com/feedback', '{"EmailIdentity":"x"}'),
    ).toMatchObject({ members: { EmailIdentity: 'a+b@example.com' } });
  });

  it.each([
    ['GET', '/v2/email/nothing', ''],
    ['POST', '/v2/email/account', ''],
    ['GET', '/v2/email/identities/%zz', ''],
  ])('knows no call at %s %s', (method, url, body) => {
    expect(call(method, url, body)).toMatchObject({ code: 'UnknownOperation' });
  });

  it('takes null for absent', () => {
    expect(
      call('POST', '/v2/email/tenants/get', '{"TenantName":null,"x":[{"a":null}]}'),
    ).toMatchObject({ members: { x: [{}] } });
  });

  it.each([
    ['{', 'The body is not JSON.'],
    ['[]', 'The body is not a JSON object.'],
    [`{"a":${'['.repeat(20)}${']'.repeat(20)}}`, expect.stringMatching(/^A request is nested/)],
    [
      JSON.stringify({ a: Array.from({ length: 20_001 }, () => 1) }),
      expect.stringMatching(/at most 20000 values/),
    ],
  ])('refuses the body %.30s', (body, message) => {
    expect(call('POST', '/v2/email/tenants/get', body)).toMatchObject({
      code: 'SerializationException',
      message,
    });
  });
});
