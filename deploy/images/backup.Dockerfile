# What keeps backups: the programs of Postgres, of the server's version, and `eyrie`.
# `docker build -f deploy/images/backup.Dockerfile --build-arg CLOUD=eyrie/cloud-api -t eyrie/backup .`
ARG CLOUD=ghcr.io/eyrie/cloud-api:0.1.0
ARG POSTGRES=docker.io/library/postgres:17-trixie

FROM ${CLOUD} AS cloud

FROM ${POSTGRES}
LABEL org.opencontainers.image.title="Eyrie backup" \
      org.opencontainers.image.description="Base backups, WAL as it is written, pictures and videos; restores and drills" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=cloud /usr/local/bin/node /usr/local/bin/node
COPY --from=cloud /app /app
WORKDIR /app
ENV NODE_ENV=production EYRIE_BACKUPS=/backups
USER postgres
ENTRYPOINT ["node", "/app/apps/cli/bin/eyrie.mjs", "backup"]
CMD ["run"]
