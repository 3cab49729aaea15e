import { beforeAll, describe, expect, it } from '@jest/globals';
import { type PackagedService, packagedService } from '../support/packaged-template.ts';

describe('HTTP API', () => {
  let service: PackagedService;

  beforeAll(async () => {
    service = await packagedService();
  });

  it('has exactly these routes, each to its function', () => {
    const routes = service.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => {
      const integration = service.referred(properties.Target['Fn::Join'][1][1]);
      return [
        properties.RouteKey,
        service.referred(integration.properties.IntegrationUri).properties.FunctionName,
      ];
    });

    expect(routes.toSorted()).toEqual([
      ['ANY /api/v1/{proxy+}', 'ses-pipeline-dev-api'],
      ['ANY /u/{tenantId}/{token}', 'ses-pipeline-dev-unsubscribe'],
      ['ANY /v2/{proxy+}', 'ses-pipeline-dev-ses-door'],
      ['GET /openapi.json', 'ses-pipeline-dev-api'],
      ['POST /', 'ses-pipeline-dev-ses-door'],
      ['POST /api/v1/webhooks/ses', 'ses-pipeline-dev-receive-webhook'],
      ['POST /credentials', 'ses-pipeline-dev-ses-door'],
    ]);
  });

  it('hands requests over in the form that the functions read', () => {
    for (const { properties } of service.ofType('AWS::ApiGatewayV2::Integration'))
      expect(properties.PayloadFormatVersion).toBe('2.0');
  });

  it('waits for a function as long as it may run', () => {
    for (const { properties } of service.ofType('AWS::ApiGatewayV2::Integration')) {
      const { Timeout } = service.referred(properties.IntegrationUri).properties;

      expect(properties.TimeoutInMillis).toBeGreaterThanOrEqual(Timeout * 1000);
    }
  });

  it('lets in so many requests and no more', () => {
    expect(service.named('HttpApiStage').properties.DefaultRouteSettings).toMatchObject({
      ThrottlingRateLimit: 500,
      ThrottlingBurstLimit: 1000,
    });
  });

  it.each([
    ['ReceiveDashwebhookLambdaFunction', 'HasWebhookConcurrency', '20'],
    ['ApiLambdaFunction', 'HasApiConcurrency', '20'],
    ['SesDashdoorLambdaFunction', 'HasSesDoorConcurrency', '50'],
  ])(
    'lets %s take no more of the concurrency of the account than a share',
    (name, condition, most) => {
      const { ReservedConcurrentExecutions } = service.named(name).properties;

      expect(ReservedConcurrentExecutions['Fn::If']).toEqual([
        condition,
        most,
        { Ref: 'AWS::NoValue' },
      ]);
      expect(service.template.Conditions[condition]).toEqual({
        'Fn::Not': [{ 'Fn::Equals': [most, '0'] }],
      });
    },
  );

  it('may be called from no other page of the web', () => {
    expect(service.named('HttpApi').properties.CorsConfiguration).toBeUndefined();
  });

  it('keeps a log of requests for a time, without their address, path, query or caller', () => {
    const { DestinationArn, Format } = service.named('HttpApiStage').properties.AccessLogSettings;
    const group = service.referred(DestinationArn);

    expect(group.properties.RetentionInDays).toBe(7);
    expect(Object.keys(JSON.parse(Format))).toEqual(
      expect.arrayContaining(['requestId', 'time', 'route', 'status', 'latencyMs']),
    );
    expect(
      [...Format.matchAll(/\$context\.([A-Za-z.]+)/g)].map(([, name]) => name).toSorted(),
    ).toEqual([
      'integrationErrorMessage',
      'integrationRequestId',
      'requestId',
      'requestTimeEpoch',
      'responseLatency',
      'routeKey',
      'status',
    ]);
  });

  it('lets API Gateway call the function, and nobody else', () => {
    const permissions = service
      .ofType('AWS::Lambda::Permission')
      .filter(({ properties }) =>
        service
          .referred(properties.FunctionName)
          .properties.FunctionName.endsWith('receive-webhook'),
      );

    expect(
      permissions.map(({ properties }) => [
        properties.Principal,
        JSON.stringify(properties.SourceArn),
      ]),
    ).toEqual([['apigateway.amazonaws.com', expect.stringContaining('{"Ref":"HttpApi"}')]]);
  });

  it('tells where the webhook is', () => {
    expect(service.template.Outputs.WebhookUrl?.Value).toEqual({
      'Fn::Sub': `https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/api/v1/webhooks/ses`,
    });
  });
});
