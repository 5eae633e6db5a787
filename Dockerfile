# CodeRouter as a container: built from the source beside this file, run without root, data in /data.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY catalog catalog
COPY tools/compile-ahead tools/compile-ahead
COPY src src
RUN dotnet publish src/CodeRouter -c Release -o /out

FROM mcr.microsoft.com/dotnet/aspnet:10.0
COPY --from=build /out /opt/coderouter
COPY deploy/coderouter.yaml /etc/coderouter/coderouter.yaml
RUN mkdir /data && chown $APP_UID /data
USER $APP_UID
VOLUME /data
EXPOSE 8899
# SIGTERM stops new work and lets running answers finish, for up to a minute.
STOPSIGNAL SIGTERM
# The image has no curl; HTTP/1.0 without a Host is what health checks of load balancers send too.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8899 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["/opt/coderouter/coderouter"]
CMD ["serve", "--config", "/etc/coderouter/coderouter.yaml", "--data", "/data"]
