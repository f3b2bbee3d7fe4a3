import {
  JsonShapeDeserializer,
  JsonShapeSerializer,
  XmlShapeDeserializer,
  XmlShapeSerializer,
} from '@aws-sdk/core/protocols';
import { FromStringShapeDeserializer, ToStringShapeSerializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { checkJson } from './check-json.ts';
import type { ServiceModel } from './model.ts';

/** Bodies and bound strings of one service, by its protocol. Timestamp formats: 5 ISO 8601, 6 HTTP date, 7 epoch seconds. */
export interface Codec {
  readBody(schema: NormalizedSchema, text: string): unknown;
  writeBody(schema: NormalizedSchema, value: object): string;
  /** A value in a header, path or query, by the traits of its member. */
  readString(schema: NormalizedSchema, text: string): unknown;
  writeString(schema: NormalizedSchema, value: unknown): string;
}

export function createCodec(model: ServiceModel): Codec {
  return model.protocol === 'query' || model.protocol === 'rest-xml' ? xmlCodec(model) : jsonCodec(model);
}

function jsonCodec(model: ServiceModel): Codec {
  const settings = {
    timestampFormat: { useTrait: true, default: 7 },
    httpBindings: model.protocol === 'rest-json',
    jsonName: model.protocol === 'rest-json',
  } as const;
  return {
    ...stringCodec(settings),
    readBody(schema, text) {
      const json: unknown = JSON.parse(text);
      checkJson(schema, json, settings.jsonName);
      return new JsonShapeDeserializer(settings).readObject(schema, json as never) as unknown;
    },
    writeBody(schema, value) {
      const serializer = new JsonShapeSerializer(settings);
      serializer.write(schema, value);
      return serializer.flush();
    },
  };
}

function xmlCodec(model: ServiceModel): Codec {
  const settings = {
    timestampFormat: { useTrait: true, default: 5 },
    httpBindings: model.protocol === 'rest-xml',
    // The query protocol puts the namespace on an element around this one.
    xmlNamespace: model.protocol === 'rest-xml' ? model.xmlNamespace : '',
    serviceNamespace: '',
  } as const;
  return {
    ...stringCodec(settings),
    readBody: (schema, text) => new XmlShapeDeserializer(settings).read(schema, text) as unknown,
    writeBody(schema, value) {
      const serializer = new XmlShapeSerializer(settings);
      serializer.write(schema, value);
      return serializer.flush() as string;
    },
  };
}

type StringSettings = ConstructorParameters<typeof FromStringShapeDeserializer>[0];

function stringCodec(settings: StringSettings): Pick<Codec, 'readString' | 'writeString'> {
  const reader = new FromStringShapeDeserializer(settings);
  return {
    readString: (schema, text) => reader.read(schema, text) as unknown,
    writeString(schema, value) {
      const writer = new ToStringShapeSerializer(settings);
      writer.write(schema, value);
      return writer.flush();
    },
  };
}
