import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { framePageSchema, frameSchema, pageQuerySchema, type Frame } from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { BlobsService, sendBlob } from '../blobs/index.ts';
import { HasFields } from '../fields/index.ts';
import { FramesService, type FrameListQuery } from './frames.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

@ApiTags('frames')
@Controller('v1')
export class FramesController {
  constructor(
    @Inject(FramesService) private readonly frames: FramesService,
    @Inject(BlobsService) private readonly blobs: BlobsService,
  ) {}

  @Get('cameras/:id/frames')
  @HasFields(frameSchema)
  @RouteOperation('frames.list', 'Frames of a camera, newest first.')
  @ApiOkResponse({ standardSchema: framePageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id') cameraId: string,
    @Query({ schema: listQuerySchema }) query: FrameListQuery,
  ): Promise<z.output<typeof framePageSchema>> {
    return this.frames.list(person.organisationId, cameraId, query);
  }

  @Get('frames/:id')
  @RouteOperation('frames.read', 'A frame.')
  @ApiOkResponse({ standardSchema: frameSchema })
  read(@CurrentPerson() person: PersonPrincipal, @Param('id') id: string): Promise<Frame> {
    return this.frames.get(person.organisationId, id);
  }

  @Get('frames/:id/image')
  @RouteOperation('frames.image', 'The picture of a frame (JPEG).')
  image(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(person, id, 'image', request, reply);
  }

  @Get('frames/:id/thumbnail')
  @RouteOperation('frames.thumbnail', 'A small picture of a frame (JPEG).')
  thumbnail(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(person, id, 'thumbnail', request, reply);
  }

  private async send(
    { organisationId }: PersonPrincipal,
    id: string,
    which: 'image' | 'thumbnail',
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const blob = await this.frames.picture(organisationId, id, which);
    await sendBlob(request, reply, blob, (range) =>
      this.blobs.open(organisationId, blob.sha256, range),
    );
  }
}
