package dev.darm.encoding;

import dev.darm.encoding.Words.Word;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tartarus.snowball.ext.EnglishStemmer;

/**
 * The terms of a text: its words in lower case, stemmed (Snowball English, "Porter 2"). A compound such as
 * {@code akka.cluster.seed-nodes} gives itself, unstemmed, and then its parts ({@code akka}, {@code cluster},
 * {@code seed}, {@code node}), so that it is found by either. Function words stay in {@link #of}; {@link #informative}
 * leaves them out.
 */
public final class Terms {

    private Terms() {}

    /** All terms of {@code text}, in order, repeated as often as they occur. */
    public static List<String> of(String text) {
        EnglishStemmer stemmer = new EnglishStemmer();
        List<String> terms = new ArrayList<>();
        for (Word word : Words.of(text)) {
            if (word.compound()) terms.add(word.whole());
            for (String part : word.parts()) terms.add(stem(stemmer, part));
        }
        return terms;
    }

    /**
     * The terms of a question that say what it is about: no function words, no question words, no verbs that any question
     * may have (do, mean, work, use), no "long" in "how long", no "name" in "the name of". A compound gives only its
     * parts. In order, each once; empty for a question that asks for nothing.
     */
    public static List<String> informative(String question) {
        EnglishStemmer stemmer = new EnglishStemmer();
        List<String> words = new ArrayList<>();
        for (Word word : Words.of(question)) words.addAll(word.parts());
        Set<String> terms = new LinkedHashSet<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean empty = StopWords.isFunction(word)
                    || StopWords.isGeneric(word)
                    || i > 0 && words.get(i - 1).equals("how") && StopWords.isDegree(word)
                    || i + 1 < words.size() && words.get(i + 1).equals("of") && StopWords.isLeading(word);
            if (!empty) terms.add(stem(stemmer, word));
        }
        return List.copyOf(terms);
    }

    /** The stem of one lower-case word; function words and numbers are their own stems. */
    static String stem(EnglishStemmer stemmer, String word) {
        if (word.length() < 3 || !Character.isLetter(word.charAt(0)) || StopWords.isFunction(word)) return word;
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }
}
