import type { Cloud, Collection } from '../cloud.ts';

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** ISO 8601. */
  readonly created: string;
}

export interface ObjectRecord {
  readonly key: string;
  /** With its quotes, as it goes over the wire. */
  readonly etag: string;
  readonly size: number;
  /** ISO 8601, whole seconds as S3 keeps them. */
  readonly modified: string;
  /** Name of the file with its bytes below the service's folder. */
  readonly file: string;
  /** `ContentType`, `CacheControl`, … as they were given. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** `ChecksumCRC32` and its like, as they were given and verified. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  /** How many parts it was uploaded in; absent for a single put. */
  readonly partCount?: number;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface UploadRecord {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
  readonly checksumAlgorithm?: string;
  readonly checksumType?: string;
  readonly parts: Readonly<Record<string, PartRecord>>;
}

export interface PartRecord {
  readonly etag: string;
  readonly size: number;
  readonly modified: string;
  readonly file: string;
  readonly checksums: Readonly<Record<string, string>>;
}

export interface S3Records {
  readonly buckets: Collection<BucketRecord>;
  readonly objects: (bucket: string) => Collection<ObjectRecord>;
  readonly uploads: Collection<UploadRecord>;
  /** Bucket policy, encryption and so on, by `<bucket>/<setting>`. */
  readonly settings: Collection<unknown>;
}

export function openS3Records({ store }: Cloud): S3Records {
  return {
    buckets: store.collection('s3.buckets'),
    objects: (bucket) => store.collection(`s3.objects/${bucket}`),
    uploads: store.collection('s3.uploads'),
    settings: store.collection('s3.settings'),
  };
}
