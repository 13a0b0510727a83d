package dev.darm.gateway;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.darm.ledger.LogQuestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** HTTP responses. */
final class Replies {

    static final String NDJSON = "application/x-ndjson";

    private static final ContentType NDJSON_TYPE = ContentTypes.create(
            MediaTypes.customWithFixedCharset("application", "x-ndjson", HttpCharsets.UTF_8, Map.of(), false));
    private static final ContentType YAML_TYPE = ContentTypes.create(
            MediaTypes.customWithFixedCharset("application", "yaml", HttpCharsets.UTF_8, Map.of(), false));

    private Replies() {}

    static HttpResponse json(Object value) {
        return json(200, value);
    }

    static HttpResponse refusal(Refusal refusal) {
        HttpResponse response = json(refusal.status(), refusal.body());
        return refusal.status() == 401
                ? response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"darm\""))
                : response;
    }

    static HttpResponse html(ByteString page) {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(ContentTypes.TEXT_HTML_UTF8, page))
                .addHeader(RawHeader.create(
                        "Content-Security-Policy",
                        "default-src 'self' 'unsafe-inline'; img-src data:; base-uri 'none'"));
    }

    /** The file of a genesis, which is JSON already. */
    static HttpResponse genesis(String text) {
        return HttpResponse.create().withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, text));
    }

    /** A file to keep, under its name. */
    static HttpResponse file(AuditPort.ExportFile file) {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, file.bytes()))
                .addHeader(RawHeader.create("Content-Disposition", "attachment; filename=\"" + file.name() + "\""));
    }

    static HttpResponse yaml(ByteString text) {
        return HttpResponse.create().withEntity(HttpEntities.create(YAML_TYPE, text));
    }

    /** What the log of headers gave: text, or the bytes of a tile. A checkpoint is out of date in a moment, the rest never. */
    static HttpResponse logged(LogQuestion question, ByteString bytes) {
        boolean text = question instanceof LogQuestion.Newest || question instanceof LogQuestion.Consistency;
        return HttpResponse.create()
                .withEntity(HttpEntities.create(
                        text ? ContentTypes.TEXT_PLAIN_UTF8 : ContentTypes.APPLICATION_OCTET_STREAM, bytes))
                .addHeader(RawHeader.create(
                        "Cache-Control",
                        question instanceof LogQuestion.Newest ? "no-store" : "public, max-age=31536000, immutable"));
    }

    /** A stream of JSON values, one a line. */
    static HttpResponse lines(Source<?, ?> values) {
        return HttpResponse.create()
                .withEntity(HttpEntities.create(
                        NDJSON_TYPE, values.map(value -> ByteString.fromString(Json.write(value) + "\n"))));
    }

    /** A file that comes with the program. */
    static ByteString resource(String name) {
        try (InputStream in = Replies.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the program lacks its file " + name);
            return ByteString.fromArrayUnsafe(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse json(int status, Object value) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.write(value)));
    }
}
