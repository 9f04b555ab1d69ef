/**
 * The part of an OpenAPI 3.1 document that the viewer draws, read from unknown JSON. What is missing is left out rather
 * than refused: a viewer that shows most of a newer document is better than one that shows nothing.
 */
export type Schema = Readonly<Record<string, unknown>>;

export interface ApiResponse {
  readonly status: string;
  readonly description: string;
  readonly schema: Schema | undefined;
}

export interface Parameter {
  readonly name: string;
  readonly where: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** What goes into the address: path first, as the document has it. */
  readonly parameters: readonly Parameter[];
  /** Names of credentials, any one of which is asked for. */
  readonly credentials: readonly string[];
  readonly requestSchema: Schema | undefined;
  readonly responses: readonly ApiResponse[];
}

export interface ApiDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly operations: readonly Operation[];
  /** Named schemas by the address that a `$ref` uses. */
  readonly schemas: ReadonlyMap<string, Schema>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function readApiDocument(json: unknown): ApiDocument {
  const root = objectAt(json);
  const info = objectAt(root.info);
  const operations = Object.entries(objectAt(root.paths)).flatMap(([path, item]) =>
    Object.entries(objectAt(item))
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => readOperation(path, method, objectAt(operation))),
  );
  return {
    title: textAt(info.title),
    version: textAt(info.version),
    description: textAt(info.description),
    operations,
    schemas: new Map(
      Object.entries(objectAt(objectAt(root.components).schemas)).map(([name, schema]) => [
        `#/components/schemas/${name}`,
        objectAt(schema),
      ]),
    ),
  };
}

/** Operations by their tag, in the order of the document. */
export function operationsByTag({ operations }: ApiDocument): ReadonlyMap<string, readonly Operation[]> {
  const byTag = new Map<string, Operation[]>();
  for (const operation of operations) byTag.set(operation.tag, [...(byTag.get(operation.tag) ?? []), operation]);
  return byTag;
}

function readOperation(path: string, method: string, operation: Schema): Operation {
  return {
    id: textAt(operation.operationId) || `${method}-${path}`,
    method: method.toUpperCase(),
    path,
    tag: textAt(listAt(operation.tags)[0]),
    summary: textAt(operation.summary),
    description: textAt(operation.description),
    parameters: listAt(operation.parameters).flatMap(readParameter),
    credentials: listAt(operation.security).flatMap((scheme) => Object.keys(objectAt(scheme))),
    requestSchema: jsonSchemaOf(objectAt(operation.requestBody)),
    responses: Object.entries(objectAt(operation.responses)).map(([status, response]) => ({
      status,
      description: textAt(objectAt(response).description),
      schema: jsonSchemaOf(objectAt(response)),
    })),
  };
}

/** Headers and cookies are not in the address, and the viewer sends what it sends. */
function readParameter(json: unknown): Parameter[] {
  const { name, in: where, required, schema } = objectAt(json);
  if (typeof name !== 'string' || (where !== 'path' && where !== 'query')) return [];
  return [{ name, where, required: required === true, schema: objectAt(schema) }];
}

function jsonSchemaOf(holder: Schema): Schema | undefined {
  const media = objectAt(objectAt(holder.content)['application/json']);
  return media.schema === undefined ? undefined : objectAt(media.schema);
}

export function objectAt(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}

function listAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textAt(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
