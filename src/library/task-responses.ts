// What a finished task holds, by its type, as far as Scale documents it. Everything is open.

interface Open {
  readonly [key: string]: unknown;
}

export interface Point extends Open {
  readonly x: number;
  readonly y: number;
}

/** A shape on an image; source: docs.scale.com/reference, geometries. */
export interface ImageAnnotation extends Open {
  readonly uuid?: string;
  readonly type?: string;
  readonly label?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Of a box: pixels from the left and the top edge, and its size. */
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  /** Of a rotated box. */
  readonly rotation?: number;
  /** Of polygons, lines, ellipses and cuboids. */
  readonly vertices?: readonly Point[];
  /** Of a point. */
  readonly x?: number;
  readonly y?: number;
}

export interface ImageAnnotationResponse extends Open {
  readonly annotations?: readonly ImageAnnotation[];
}

/** Images, each a URL whose last part is the uuid of GET_V1_TASK_RESPONSE_URL; source: scaleapi-ruby, recorded answers. */
export interface SegmentationResponse extends Open {
  readonly annotations?: {
    readonly unlabeled?: string;
    readonly labeled?: string;
    readonly combined?: string;
    readonly [key: string]: unknown;
  };
  readonly labelMapping?: Readonly<Record<string, { readonly index?: number; readonly color?: string }>>;
}

/** Of video and LiDAR tasks: the result is a file; source: docs.scale.com/reference, video and lidar. */
export interface FileResponse extends Open {
  readonly annotations?: { readonly url?: string; readonly [key: string]: unknown };
}

/** Source: docs.scale.com/reference, named entity recognition. */
export interface EntityResponse extends Open {
  readonly annotations?: readonly {
    readonly id?: string;
    /** Characters from the beginning of the text. */
    readonly start?: number;
    readonly end?: number;
    readonly text?: string;
    readonly label?: string;
    readonly attributes?: Readonly<Record<string, unknown>>;
    readonly [key: string]: unknown;
  }[];
  readonly relationships?: readonly {
    readonly id?: string;
    readonly source_ref?: string;
    readonly target_ref?: string;
    readonly name?: string;
    readonly [key: string]: unknown;
  }[];
}

/** Source: docs.scale.com/reference, document transcription. */
export interface DocumentResponse extends Open {
  readonly annotations?: readonly {
    readonly uuid?: string;
    readonly page?: number;
    readonly label?: string;
    readonly text?: string;
    /** A box, or a polygon of vertices. */
    readonly location?: Readonly<Record<string, unknown>>;
    readonly refs?: readonly unknown[];
    readonly [key: string]: unknown;
  }[];
  readonly document_pages?: readonly {
    readonly width?: number;
    readonly height?: number;
    readonly [key: string]: unknown;
  }[];
}

/** Of a task whose status is error: what could not be fetched or read; source: docs.scale.com/reference, errors. */
export interface ErrorResponse extends Open {
  readonly error?: unknown;
  readonly attachments?: readonly { readonly statusCode?: number; readonly url?: string }[];
  readonly frames?: readonly {
    readonly frame?: number;
    readonly message?: string;
    readonly attachment?: string;
  }[];
}

/** By the task's type or, where it failed, as an error. */
export type TaskResponse = Open;

/** What a response holds, by the type of its task. Of text collection nothing is documented. */
export interface TaskResponses {
  readonly documenttranscription: DocumentResponse;
  readonly imageannotation: ImageAnnotationResponse;
  readonly lidarannotation: FileResponse;
  readonly lidarsegmentation: FileResponse;
  readonly namedentityrecognition: EntityResponse;
  readonly segmentannotation: SegmentationResponse;
  readonly textcollection: Open;
  readonly videoannotation: FileResponse;
  readonly videoplaybackannotation: FileResponse;
}
