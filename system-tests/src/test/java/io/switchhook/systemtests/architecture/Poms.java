package io.switchhook.systemtests.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What the rules need to know of Maven's files. */
final class Poms {
    private Poms() {}

    /** The folders in the reactor, in the order written. */
    static List<String> modulesOf(Path pom) throws IOException {
        return texts(read(pom), "module");
    }

    /** The version of the project itself: its own, or its parent's. */
    static String versionOf(Path pom) throws IOException {
        return texts(read(pom), "version").get(0);
    }

    /** The managed or used artifacts that carry our group. */
    static List<String> ownArtifacts(Path pom) throws IOException {
        var artifacts = new ArrayList<String>();
        var dependencies = read(pom).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            var dependency = (Element) dependencies.item(i);
            if (texts(dependency, "groupId").get(0).matches("io\\.switchhook|\\$\\{project\\.groupId}")) {
                artifacts.add(texts(dependency, "artifactId").get(0));
            }
        }
        return artifacts;
    }

    private static Document read(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("Cannot read " + pom, e);
        }
    }

    private static List<String> texts(Document document, String tag) {
        return texts(document.getDocumentElement(), tag);
    }

    private static List<String> texts(Element within, String tag) {
        var texts = new ArrayList<String>();
        var elements = within.getElementsByTagName(tag);
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent().trim());
        }
        return texts;
    }
}
