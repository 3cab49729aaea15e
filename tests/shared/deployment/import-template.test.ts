import { describe, expect, it } from '@jest/globals';
import { importTemplate } from '../../../shared/deployment/import-template.ts';
import { smallEnvironment, smallService } from '../../support/small-service.ts';

const { template } = smallService();

describe('importTemplate', () => {
  it('has what is imported alone, with conditions decided', () => {
    const made = importTemplate(
      undefined,
      template,
      ['PipelineKey', 'MessagesTable'],
      smallEnvironment,
    );

    expect(Object.keys(made.Resources)).toEqual(['PipelineKey', 'MessagesTable']);
    expect(made).not.toHaveProperty('Outputs');
    expect(made).not.toHaveProperty('Conditions');
    expect(made.Resources.MessagesTable?.Properties?.SSESpecification).toEqual({
      SSEEnabled: true,
      KMSMasterKeyId: { 'Fn::GetAtt': ['PipelineKey', 'Arn'] },
    });
    expect(made.Resources.PipelineKey).not.toHaveProperty('Condition');
  });

  it('leaves out what refers to a resource that is not there', () => {
    const made = importTemplate(undefined, template, ['TransactionalQueue'], smallEnvironment);

    expect(made.Resources.TransactionalQueue?.Properties).toEqual({
      QueueName: 'ses-pipeline-prod-transactional',
    });
  });

  it('gives a policy to what has none, as CloudFormation demands', () => {
    const id = 'TransactionalConfigurationSet';
    const made = importTemplate(undefined, template, [id], smallEnvironment);

    expect(made.Resources[id]?.DeletionPolicy).toBe('Retain');
  });
});
