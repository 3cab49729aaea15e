import { hash } from 'node:crypto';
import type { DeployedTemplate, PackagedService } from './packaged-service.ts';
import type { ArtifactStore } from './ports.ts';

/** Names that the framework gives these files; it reads them at its own next deployment. */
const templateFile = 'compiled-cloudformation-template.json';
const stateFile = 'serverless-state.json';

/** Uploads the code of all functions and the framework's record, where the framework would. */
export const putPackage = async (
  store: ArtifactStore,
  bucket: string,
  { folder, code, state }: Pick<PackagedService, 'folder' | 'code' | 'state'>,
): Promise<void> => {
  for (const { file, content, hash: codeHash } of code)
    await store.put(bucket, {
      key: `${folder}/${file}`,
      body: content,
      contentType: 'application/zip',
      hash: codeHash,
    });
  await putJson(store, bucket, `${folder}/${stateFile}`, state);
};

/** Uploads a template; returns its URL for CloudFormation. */
export const putTemplate = async (
  store: ArtifactStore,
  bucket: string,
  folder: string,
  template: DeployedTemplate,
): Promise<string> => {
  const key = `${folder}/${templateFile}`;
  await putJson(store, bucket, key, JSON.stringify(template));
  return store.urlOf(bucket, key);
};

const putJson = (store: ArtifactStore, bucket: string, key: string, text: string): Promise<void> =>
  store.put(bucket, {
    key,
    body: Buffer.from(text),
    contentType: 'application/json',
    hash: hash('sha256', text, 'base64'),
  });
