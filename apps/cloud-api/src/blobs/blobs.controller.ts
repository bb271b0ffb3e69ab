import type { Readable } from 'node:stream';
import { Controller, Get, Inject, Param, Put, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  blobStoredSchema,
  idSchema,
  onBehalfOfHeader,
  sha256Schema,
  uuidFromId,
  type BlobStored,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentDevice, type DevicePrincipal, RouteOperation } from '../authorisation/index.ts';
import { readFence } from '../fencing/index.ts';
import { BlobMediaTypeRefused, BlobNameInvalid, BlobOwnerForeign } from './blob.errors.ts';
import { BlobsService } from './blobs.service.ts';
import { parseMediaType } from './media-type.ts';

@ApiTags('edge')
@Controller('edge/v1/blobs')
export class BlobsController {
  constructor(@Inject(BlobsService) private readonly blobs: BlobsService) {}

  @Put(':sha256')
  @RouteOperation('edge.blobs.write', 'Store bytes under their hash, on behalf of a device.')
  @ApiCreatedResponse({ standardSchema: blobStoredSchema })
  async put(
    @CurrentDevice() coordinator: DevicePrincipal,
    @Param('sha256') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const mediaType = parseMediaType(request.headers['content-type']);
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (!mediaType || encoding !== 'identity') throw new BlobMediaTypeRefused();
    const length = request.headers['content-length'];
    const { sha256, bytes, isNew } = await this.blobs.take(
      coordinator,
      readFence(request.headers),
      {
        sha256: readName(name),
        mediaType,
        bytes: length === undefined ? null : Number(length),
        deviceId: readDevice(request.headers[onBehalfOfHeader]),
      },
      request.body as Readable,
    );
    const stored: BlobStored = { sha256, bytes, stored: true };
    await reply.status(isNew ? 201 : 200).send(stored);
  }

  /** Answers HEAD as well. */
  @Get(':sha256')
  @RouteOperation('edge.blobs.read', 'Whether the cloud has these bytes.')
  @ApiOkResponse({ standardSchema: blobStoredSchema })
  async read(
    @CurrentDevice() coordinator: DevicePrincipal,
    @Param('sha256') name: string,
  ): Promise<BlobStored> {
    const { sha256, bytes } = await this.blobs.get(coordinator.organisationId, readName(name));
    return { sha256, bytes, stored: true };
  }
}

function readName(name: string): string {
  if (!sha256Schema.safeParse(name).success) throw new BlobNameInvalid();
  return name;
}

function readDevice(header: string | string[] | undefined): string {
  const id = idSchema('device').safeParse(header);
  if (!id.success) throw new BlobOwnerForeign();
  return uuidFromId('device', id.data);
}
