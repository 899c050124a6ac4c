// What a finished task holds, by its type, as far as Scale documents it.

/** An object of Scale's. It is open: what is not known of it may still come. */
export interface Fields {
  readonly [key: string]: unknown;
}

/** One of the known texts, or another that came later. */
export type OneOf<Known extends string> = Known | (string & Record<never, never>);

/** Pixels from the left and from the top edge of the image. */
export interface Point extends Fields {
  readonly x: number;
  readonly y: number;
}

/** A shape on an image; source: docs.scale.com/reference, boxes, polygons, lines, points, ellipses, cuboids. */
export interface ImageAnnotation extends Fields {
  /** In a video, the same through all frames. */
  readonly uuid?: string;
  readonly type?: OneOf<"box" | "polygon" | "line" | "point" | "ellipse" | "cuboid">;
  readonly label?: string;
  /** The answers to the task's `annotation_attributes`, by name. */
  readonly attributes?: Fields;
  /** Of a box, in pixels; of a rotated one, before its rotation. */
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  /** Of a rotated box: radians, clockwise. */
  readonly rotation?: number;
  /** Of polygons, lines, ellipses (four), cuboids and rotated boxes. */
  readonly vertices?: readonly Point[];
  /** Of a point, in pixels. */
  readonly x?: number;
  readonly y?: number;
}

/** Source: docs.scale.com/reference/imageannotation-callback-format. */
export interface ImageAnnotationResponse extends Fields {
  readonly annotations: readonly ImageAnnotation[];
  /** Only where global attributes were asked for. */
  readonly global_attributes?: Fields;
}

/** How a label, or one instance of it, is shown. */
export interface Segment extends Fields {
  /** The value of its pixels in `indexedImage`; no two have the same. */
  readonly index?: number;
  /** Its color in `image`, as `#ff0000`; several may have the same. */
  readonly color?: string;
}

/** URLs of PNG images; source: docs.scale.com/reference/segmentannotation-callback-format; scaleapi-ruby, recorded answers. */
export interface SegmentationResponse extends Fields {
  readonly annotations: SegmentationImages;
  /** By label; a list where separate instances were asked for. */
  readonly labelMapping: Readonly<Record<string, Segment | readonly Segment[]>>;
}

export interface SegmentationImages extends Fields {
  readonly combined?: CombinedImages;
  /** By label: null where nothing has it; a list where separate instances were asked for, which is likely, not certain. */
  readonly labeled?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly unlabeled?: string;
}

export interface CombinedImages extends Fields {
  /** In colors; transparent where there is no label. */
  readonly image?: string;
  /** In one channel of numbers; 0 where there is no label. */
  readonly indexedImage?: string;
  /** The same number in three bytes: red is the lowest, blue the highest. */
  readonly extendedIndexedImage?: string;
}

/** A result that is too large for the task. */
export interface ResultFile extends Fields {
  /** With secure result URLs its last part is the `uuid` of GET_V1_TASK_RESPONSE_URL; otherwise it is public. */
  readonly url?: string;
}

/** Source: docs.scale.com/reference/videoannotation-callback-format, and lidar-callback-format in words. */
export interface FileResponse extends Fields {
  readonly annotations?: ResultFile;
}

/** Source: docs.scale.com/reference/callback-format. */
export interface VideoPlaybackResponse extends FileResponse {
  readonly events?: ResultFile;
}

/** Source: docs.scale.com/reference/lidar-segmentation-response. */
export interface LidarSegmentationResponse extends FileResponse {
  /** A number for each point of each frame; 0 where it has no label. */
  readonly point_segmentations?: ResultFile;
}

/** Part of a text; source: docs.scale.com/reference/callback-format-3. */
export interface Entity extends Fields {
  readonly id: string;
  /** Characters from the beginning of the text; that `end` is not part of it is likely, not certain. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly label: string;
  readonly attributes?: Fields;
}

/** Where it has no direction, its ends may be exchanged. */
export interface EntityRelationship extends Fields {
  readonly id: string;
  /** The `id` of an entity, as the other is. */
  readonly source_ref: string;
  readonly target_ref: string;
  readonly name?: string;
}

export interface EntityResponse extends Fields {
  readonly annotations: readonly Entity[];
  readonly relationships?: readonly EntityRelationship[];
}

/** Source: docs.scale.com/reference/textcollection-callback-format. */
export interface TextCollectionResponse extends Fields {
  /** By `field_id`: a value of the field's type, an object of values for a set, or a list of them where several were asked for. */
  readonly annotations: Fields;
}

/** A text on a page; source: docs.scale.com/reference/document-transcription-hypothesis, which has the response's form. */
export interface Transcription extends Fields {
  readonly uuid?: string;
  /** The place of its page in the task's `document_pages`, from 0. */
  readonly page?: number;
  readonly label?: string;
  readonly text?: string;
  readonly location?: PageLocation;
  readonly refs?: readonly unknown[];
}

/** A box, or a polygon of vertices, in the units of its page. */
export interface PageLocation extends Fields {
  readonly type?: OneOf<"box" | "polygon">;
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly vertices?: readonly Point[];
}

export interface DocumentResponse extends Fields {
  readonly annotations?: readonly Transcription[];
}

/** Of a task whose status is error: what could not be fetched or read; source: docs.scale.com/reference/errors. */
export interface ErrorResponse extends Fields {
  readonly error?: unknown;
  readonly attachments?: readonly { readonly statusCode?: number; readonly url?: string }[];
  /** Of LiDAR tasks. */
  readonly frames?: readonly {
    readonly frame?: number;
    readonly message?: string;
    readonly attachment?: string;
  }[];
}

/** By the task's type or, where it failed, as an error. */
export type TaskResponse = Fields;

/** What the response of a completed task holds, by the type of the task. */
export interface TaskResponses {
  readonly documenttranscription: DocumentResponse;
  readonly imageannotation: ImageAnnotationResponse;
  readonly lidarannotation: FileResponse;
  readonly lidarsegmentation: LidarSegmentationResponse;
  readonly namedentityrecognition: EntityResponse;
  readonly segmentannotation: SegmentationResponse;
  readonly textcollection: TextCollectionResponse;
  readonly videoannotation: FileResponse;
  readonly videoplaybackannotation: VideoPlaybackResponse;
}
